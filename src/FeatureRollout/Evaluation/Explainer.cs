using System.Globalization;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Tells how an answer came about. The answer is the flag's own; this only walks the same order of evaluation and says
/// what was found at each step, down to the one that decided.
/// </summary>
internal sealed class Explainer
{
    private readonly Snapshot _snapshot;
    private readonly CompiledFlag _flag;
    private readonly EvaluationContext _context;
    private readonly ulong _idHash;
    private readonly Verdict _verdict;
    private readonly List<ExplanationStep> _steps = [];

    private Explainer(Snapshot snapshot, CompiledFlag flag, in EvaluationContext context)
    {
        _snapshot = snapshot;
        _flag = flag;
        _context = context;
        _idHash = CustomerHash.Of(context.CustomerId);
        _verdict = flag.Decide(context, _idHash);
    }

    public static FlagExplanation Explain(Snapshot snapshot, string flag, in EvaluationContext context)
    {
        if (snapshot.Find(flag) is not { } found)
        {
            var nearest = Text.NearestName.To(flag ?? "", snapshot.Flags.Select(known => known.Key));
            return new FlagExplanation
            {
                Evaluation = new FlagEvaluation(flag!, null, Verdict.Off(FlagReason.UnknownFlag), null, null, snapshot.Version),
                Steps =
                [
                    new ExplanationStep("flag", true, "no provider knows this flag" + (nearest is null ? "" : $"; did you mean '{nearest}'?"), null),
                ],
            };
        }

        var explainer = new Explainer(snapshot, found, context);
        explainer.Walk();
        return new FlagExplanation
        {
            Evaluation = new FlagEvaluation(
                found.Key,
                found,
                explainer._verdict,
                found.BucketOf(context, explainer._idHash),
                found.VariantOf(context, explainer._idHash, explainer._verdict),
                snapshot.Version),
            Steps = explainer._steps,
        };
    }

    private FlagDefinition Definition => _flag.Source.Definition;

    private FlagState? State => _flag.Source.State;

    /// <summary>One line for each step of the order of evaluation; stops after the step that gave the reason.</summary>
    private void Walk()
    {
        Add("flag", null, $"known, version {Number(_snapshot.Version)}", Layer(definition => definition));
        if (Add("kill switch", FlagReason.Killed, Killers(), _flag.Source.KilledBy is [.., var killer] ? killer : null)
            || Add("schedule", FlagReason.OutsideSchedule, Schedule(), Layer(definition => definition.Schedule))
            || Add("rollout state", FlagReason.NotReady, Readiness(), Layer(definition => definition.Plan, state => state.Stage))
            || Add("rollout", FlagReason.RolloutInactive, Stage(), Layer(definition => definition.Plan, state => state.Stage))
            || Add("exclude", FlagReason.Excluded, Listed(Listing.Excluded, "excluded"), Living(definition => definition.Exclude))
            || Add("requires", FlagReason.PrerequisiteOff, Required(), Layer(definition => definition.Requires))
            || Add("override", FlagReason.Override, Overridden(), Layer(definition => definition.Overrides, state => state.Overrides))
            || Add("include", FlagReason.Included, Listed(Listing.Included, "included"), Layer(definition => definition.Include, state => (object?)state.Added ?? state.Stage)))
        {
            return;
        }

        if (_flag is ConditionalFlag conditional)
        {
            if ((conditional.Eligible is not null
                    && Add("eligible", FlagReason.NotEligible, $"{State!.Stage!.Eligible!.Text} is {Say(conditional.Eligible.Evaluate(_context, _idHash))}", Layer(_ => null, state => state.Stage)))
                || Rules(conditional))
            {
                return;
            }
        }

        if (_verdict.Reason == FlagReason.Undecided)
        {
            _ = Add("default", FlagReason.Undecided, $"a rule or segment is not decided, so the flag's default counts: {Say(_verdict.Enabled)}", Layer(definition => definition.Default));
            return;
        }

        _ = Add("percentage", FlagReason.Percentage, Drawn(_flag.Share), Layer(definition => definition.Percentage, state => (object?)state.Stage ?? state.Percentage));
    }

    private bool Rules(ConditionalFlag flag)
    {
        var strata = State?.Stage?.Strata.Count ?? 0;
        for (var i = 0; i < flag.Rules.Length; i++)
        {
            var rule = flag.Rules[i];
            var matches = rule.When.Evaluate(_context, _idHash);
            var handsOn = rule.Continues && matches != Truth.False && !flag.IsDrawnBy(rule, _context, _idHash);
            var name = i < strata ? $"stratum {Number(i + 1)}" : $"rule {Number(i - strata + 1)}";
            var detail = $"{rule.Text} is {Say(matches)}"
                + (matches == Truth.True || handsOn ? "; " + (rule.Draw is null ? Drawn(rule.Share) : Drawn(rule, Definition.Rules![i - strata])) : "")
                + (handsOn ? "; goes on" : "");
            var layer = i < strata ? Layer(_ => null, state => state.Stage) : Layer(definition => definition.Rules);
            if (Add(name, i == _verdict.Rule ? FlagReason.Rule : null, detail, layer))
            {
                return true;
            }

            if (matches != Truth.False && !handsOn)
            {
                break;
            }
        }

        return false;
    }

    private bool Add(string name, FlagReason? reason, string detail, string? layer)
    {
        var decided = reason == _verdict.Reason;
        _steps.Add(new ExplanationStep(name, decided, detail, layer));
        return decided;
    }

    private string Killers() =>
        _flag.Source.KilledBy is { Count: > 0 } layers ? $"killed by {string.Join(", ", layers)}" : "not killed in any layer";

    private string Schedule() => Definition.Schedule is not { } schedule
        ? "always open"
        : $"open from {Say(schedule.From)} until {Say(schedule.Until)}; judged at {Say(_snapshot.CompiledAt)}";

    private string Readiness() => Definition.Plan is null && State?.Stage is null ? "under no rollout"
        : _snapshot.Layers.HasStates ? "state has been read" : "no state has been read yet";

    private string Stage() => State?.Stage is { } stage
        ? $"stage {stage.Name} is {(stage.Active ? "active" : "not active")} at {stage.Percentage}"
        : Definition.Plan is { } plan ? $"plan {plan} has not started" : "under no rollout";

    private string Listed(Listing listing, string word)
    {
        if (_flag is not ConditionalFlag flag)
        {
            return $"nobody is {word} by name";
        }

        var unitId = UnitId(flag);
        var named = !string.IsNullOrEmpty(unitId) && (flag.Listed.Find(unitId, TextHash.Of(unitId)) & listing) != 0;
        var (tests, names) = listing == Listing.Excluded
            ? (flag.ExcludedSegments, Definition.Exclude?.Segments)
            : (flag.IncludedSegments, (Definition.Include?.Segments ?? []).Concat(State?.Stage?.Customers.Segments ?? []));
        var segments = tests.Zip((names ?? []).Distinct(StringComparer.Ordinal), (test, name) => $"segment {name} {Say(test.Contains(_context, _idHash))}");
        return string.Join("; ", segments.Prepend(named ? $"{word} by name" : $"not {word} by name"));
    }

    private string Required()
    {
        if (_flag is not ConditionalFlag { Prerequisites.Length: > 0 } flag)
        {
            return "no other flag";
        }

        return string.Join(", ", flag.Prerequisites.Select(required =>
        {
            var verdict = required.DecideWithoutPrerequisites(_context, _idHash);
            return $"{required.Key} {Say(verdict.Enabled)} ({verdict.Reason})";
        }));
    }

    private string Overridden()
    {
        var unitId = _flag is ConditionalFlag flag ? UnitId(flag) : _context.CustomerId;
        return string.IsNullOrEmpty(unitId) || _flag.Source.OverrideOf(unitId, _snapshot.CompiledAt) is not { } given
            ? "none for this customer"
            : $"{Say(given.Enabled)}"
                + (given.Actor is null ? "" : $" by {given.Actor}")
                + (given.Reason is null ? "" : $": {given.Reason}")
                + (given.Until is null ? "" : $", until {Say(given.Until)}");
    }

    private string Drawn(Share share) => _flag.BucketOf(_context, _idHash) is { } bucket
        ? $"bucket {Number(bucket)} of 100000, in below {Number(share.Percentage.Thousandths)} ({share.Percentage})"
        : $"no {Definition.Unit ?? "customer"} id, so no bucket, at {share.Percentage}";

    /// <summary>A rule's own draw: where the customer stands, which part is in, and what this draw has that the flag's has not.</summary>
    private string Drawn(in CompiledRule rule, FlagRule said)
    {
        var draw = rule.Draw!;
        var (from, until) = (draw.From, draw.From + rule.Share.Percentage.Thousandths);
        var words = draw.BucketOf(_context, _idHash) is { } bucket
            ? $"bucket {Number(bucket)} of 100000, in {(from == 0 ? "" : $"from {Number(from)} ")}below {Number(until)} ({rule.Share.Percentage}{(from == 0 ? "" : $" from {said.From}")})"
            : $"no {said.Unit ?? Definition.Unit ?? "customer"} id, so no bucket, at {rule.Share.Percentage}";
        string?[] own =
        [
            said.Bucketing is null ? null : $"bucketing {said.Bucketing}",
            said.Salt is null ? null : $"salt \"{said.Salt}\"",
            said.Unit is null ? null : $"unit {said.Unit}",
        ];
        words += string.Concat(own.OfType<string>().Select(each => ", " + each));
        return draw.Stage is null ? words
            : draw.StageBucketOf(_context, _idHash) is { } place ? $"{words}; the stage lets in those below {Number(draw.Opened)} of the flag's own buckets, and this one is {Number(place)}"
            : words + "; no bucket of the flag's own, so the stage lets nobody in";
    }

    private string? UnitId(ConditionalFlag flag)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        return flag.UnitId(_context, buffer).ToString();
    }

    /// <summary>Who said it: the last layer that does, or the rollout where its copy of the definition stands in for the layers.</summary>
    private string? Layer(Func<FlagDefinition, object?> definition, Func<FlagState, object?>? state = null) =>
        State?.Definition is { } copy && (state is null || state(State) is null)
            ? definition(copy) is null ? null : "the rollout's copy"
            : Living(definition, state);

    private string? Living(Func<FlagDefinition, object?> definition, Func<FlagState, object?>? state = null) =>
        _snapshot.Layers.LastToSay(_flag.Key, definition, state);

    private static string Say(bool enabled) => enabled ? "on" : "off";

    private static string Say(Truth truth) => truth switch
    {
        Truth.True => "true",
        Truth.False => "false",
        _ => "not decided",
    };

    private static string Say(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "ever";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
