using FeatureRollout.Evaluation;

namespace FeatureRollout.TestKit;

/// <summary>The answers that a test has set, in front of the flag as it is defined.</summary>
internal sealed class FixedAnswerFlag(CompiledFlag defined, SetAnswers answers)
    : CompiledFlag(FlagKind.Conditional, defined.Parts with { Source = answers.Over(defined.Source) })
{
    /// <summary>
    /// The snapshot with set answers put in front. A flag's prerequisites are flattened when it is compiled; here each asks
    /// those that it names and these ask theirs, so that an answer set for one hides whatever stands behind it.
    /// </summary>
    /// <param name="compiled">A new snapshot that serves nobody yet.</param>
    /// <param name="set">By flag key.</param>
    public static Snapshot In(Snapshot compiled, Dictionary<string, SetAnswers> set)
    {
        if (set.Count == 0)
        {
            return compiled;
        }

        var inFront = compiled.Flags.ToDictionary(
            flag => flag.Key, flag => new FixedAnswerFlag(flag, set.GetValueOrDefault(flag.Key) ?? SetAnswers.None), StringComparer.Ordinal);
        foreach (var flag in compiled.Flags.OfType<ConditionalFlag>())
        {
            flag.Prerequisites = [.. (flag.Source.Definition.Requires ?? []).Select(required => inFront[required])];
        }

        var flags = compiled.Flags.Select(flag => set.ContainsKey(flag.Key) ? inFront[flag.Key] : flag).ToArray();
        return new Snapshot(compiled.Version, flags, compiled.Layers, compiled.CompiledAt, compiled.NextEdge);
    }

    public override Verdict Decide(in EvaluationContext context, ulong idHash) =>
        answers.For(context.CustomerId) is { } answer
            ? new Verdict(answer.Enabled, FlagReason.Override)
            : defined.Decide(context, idHash);

    public override int? BucketOf(in EvaluationContext context, ulong idHash) => defined.BucketOf(context, idHash);

    public override FlagVariant? VariantOf(in EvaluationContext context, ulong idHash, Verdict verdict) =>
        !verdict.Enabled ? null : answers.For(context.CustomerId)?.Variant ?? defined.VariantOf(context, idHash, verdict);

    /// <summary>For explanations: the flag as it is defined where nothing is set for this customer, else with that answer alone.</summary>
    public CompiledFlag AsSeenBy(string? customerId) =>
        answers.For(customerId) is not { } answer ? defined
        : string.IsNullOrEmpty(customerId) ? this
        : new FixedAnswerFlag(defined, new SetAnswers([(customerId, answer)]));
}
