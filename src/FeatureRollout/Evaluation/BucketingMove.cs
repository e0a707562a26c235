using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A flag that draws by another bucketing, with everything else as it is, salts and percentages included.</summary>
internal static class BucketingMove
{
    /// <summary>The same flag with another bucketing in the place of its own and its rules'.</summary>
    /// <exception cref="ArgumentException">There is no such bucketing, or it cannot draw by one of the flag's salts.</exception>
    public static FlagDefinition Of(FlagDefinition flag, string bucketing)
    {
        var moved = flag with
        {
            Bucketing = bucketing,
            Rules = flag.Rules is null ? null : [.. flag.Rules.Select(rule => rule.Bucketing is null ? rule : rule with { Bucketing = bucketing })],
        };
        FlagChecks.Check(moved, (_, message) => throw new ArgumentException(message, nameof(bucketing)));
        return moved;
    }

    /// <summary>
    /// The share of all customers whose answer changes on average, when both draw apart: 2p(1 − p) for the flag's own percentage p, half
    /// of them on before and half after. Lists and rules are left out.
    /// </summary>
    public static double ExpectedShare(FlagDefinition flag, string bucketing, Percentage from, Percentage to)
    {
        var (before, after) = (from.Thousandths / (double)Percentage.Full.Thousandths, to.Thousandths / (double)Percentage.Full.Thousandths);
        return (flag.Bucketing ?? Bucketing.Default.Name) == bucketing
            ? Math.Abs(before - after)
            : (before * (1 - after)) + (after * (1 - before));
    }
}
