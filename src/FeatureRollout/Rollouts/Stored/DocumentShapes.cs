using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>How documents and events are stored. Each says which reader it needs at least.</summary>
internal static class DocumentShapes
{
    private static readonly Shape<CriterionResult> Result = new ObjectShape<CriterionResult>(
            "a criterion's result", new CriterionResult { Criterion = "", Verdict = CriterionVerdict.NoData, Explanation = "" })
        .Must("criterion", Leaf.Text, result => result.Criterion, (result, value) => result with { Criterion = value })
        .Must("verdict", Leaf.Enum<CriterionVerdict>(), result => result.Verdict, (result, value) => result with { Verdict = value })
        .May("value", Leaf.Double, result => result.Value, (result, value) => result with { Value = value })
        .May("limit", Leaf.Double, result => result.Limit, (result, value) => result with { Limit = value })
        .May("samples", Leaf.Int64, result => result.Samples, (result, value) => result with { Samples = value })
        .May("window", Leaf.Span, result => result.Window, (result, value) => result with { Window = value })
        .May("age", Leaf.Span, result => result.Age, (result, value) => result with { Age = value })
        .May("since", Leaf.Moment, result => result.Since, (result, value) => result with { Since = value })
        .Must("explanation", Leaf.Text, result => result.Explanation, (result, value) => result with { Explanation = value });

    private static readonly Shape<RolloutPosition> Position = new ObjectShape<RolloutPosition>("a position", new RolloutPosition(default, null, 0, default))
        .Must("status", StateShapes.Status, position => position.Status, (position, value) => position with { Status = value })
        .May("stage", Leaf.Text, position => position.Stage, (position, value) => position with { Stage = value })
        .Has("step", Leaf.Int32, position => position.Step, (position, value) => position with { Step = value })
        .Must("percentage", Leaf.Percentage, position => position.Percentage, (position, value) => position with { Percentage = value });

    /// <summary>Nothing is answered from an event, and so none needs a newer reader for the flags that it has copies of.</summary>
    public static readonly Shape<RolloutEvent> Event = new VersionedShape<RolloutEvent>(new ObjectShape<RolloutEvent>(
            "an event", new RolloutEvent { Key = "", Version = 0, At = default, Actor = "", Change = new RolloutChange.Paused() })
        .Must("sequence", Leaf.Int64, one => one.Sequence, (one, value) => one with { Sequence = value })
        .Must("at", Leaf.Moment, one => one.At, (one, value) => one with { At = value })
        .Must("key", Leaf.Text, one => one.Key, (one, value) => one with { Key = value })
        .Must("version", Leaf.Int64, one => one.Version, (one, value) => one with { Version = value })
        .Must("actor", Leaf.Text, one => one.Actor, (one, value) => one with { Actor = value })
        .May("reason", Leaf.Text, one => one.Reason, (one, value) => one with { Reason = value })
        .Must("change", new ChangeShape(), one => one.Change, (one, value) => one with { Change = value })
        .May("from", Position, one => one.From, (one, value) => one with { From = value })
        .May("to", Position, one => one.To, (one, value) => one with { To = value })
        .List("readings", Result, one => one.Readings, (one, value) => one with { Readings = value })
        .May("rule", Leaf.Text, one => one.Rule, (one, value) => one with { Rule = value })
        .Has("forced", Leaf.Boolean, one => one.Forced, (one, value) => one with { Forced = value })
        .List("unmet", Leaf.Text, one => one.Unmet, (one, value) => one with { Unmet = value }));

    /// <summary>The state's key is not known yet where it is read; <see cref="Named"/> puts it in.</summary>
    private static readonly Shape<FlagState> State = new LeafShape<FlagState>(
        static (writer, value) => StoredStateWriter.Write(writer, value),
        static (ref JsonCursor cursor, [MaybeNullWhen(false)] out FlagState value) =>
        {
            var errors = cursor.Reading.Errors.Count;
            value = StateReader.ReadState(ref cursor, "");
            return cursor.Reading.Errors.Count == errors;
        });

    public static readonly Shape<FlagDocument> Document = new VersionedShape<FlagDocument>(new ObjectShape<FlagDocument>("a document", FlagDocument.Empty(""))
        .Must("key", Leaf.Text, document => document.Key, (document, value) => document with { Key = value })
        .Must("version", Leaf.Int64, document => document.Version, (document, value) => document with { Version = value })
        .May("updatedAt", Leaf.Moment, document => document.UpdatedAt, (document, value) => document with { UpdatedAt = value })
        .Must("state", State, document => document.State, (document, value) => document with { State = value })
        .May("configured", Leaf.Percentage, document => document.Configured, (document, value) => document with { Configured = value })
        .May("rollout", StateShapes.Rollout, document => document.Rollout, (document, value) => document with { Rollout = value }),
        document => Math.Max(LeastReader.Of(document.State), document.Rollout is { } rollout ? Needs(rollout) : StoredReader.First));

    private static int Needs(RolloutState rollout) => rollout.Definitions.Values.Select(LeastReader.Of).Append(LeastReader.Of(rollout.Plan)).Max();

    /// <summary>Gives the state the document's key, which is stored once.</summary>
    public static FlagDocument Named(FlagDocument document)
    {
        var state = document.State with { Key = document.Key };
        return document with
        {
            State = state.Definition is { } definition ? state with { Definition = definition with { Key = document.Key } } : state,
        };
    }
}
