using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Linting.Hygiene;

/// <summary>Finds prerequisites that are drawn by themselves: 10 % of the customers of 10 % is 1 %, where 10 % was probably meant.</summary>
internal static class SaltHygiene
{
    private const string DefaultBucketing = "v1";
    private const string SaltlessBucketing = "js-hash-100";

    public static void Check(FlagDefinition flag, FlagSet set, Doubt doubt)
    {
        foreach (var required in (flag.Requires ?? []).Distinct(StringComparer.Ordinal))
        {
            if (set.Flags.TryGetValue(required, out var other) && IsDrawn(flag) && IsDrawn(other) && UnitOf(flag) == UnitOf(other) && !IsOneDraw(flag, other))
            {
                doubt(LintRules.PrerequisiteSalt, Message(flag, other), "flags", flag.Key, "requires", required);
            }
        }
    }

    private static string Message(FlagDefinition flag, FlagDefinition other)
    {
        var (share, otherShare) = (ShareOf(flag), ShareOf(other));
        var example = share is { } one && otherShare is { } two
            ? $"only {Figures.Percent(one * two / 100)} of the customers have the flag"
            : "their shares multiply (10% of 10% is 1%)";
        var remedy = BucketingOf(flag) == BucketingOf(other)
            ? $"give \"{flag.Key}\" the \"salt\" \"{SaltOf(other)}\" too"
            : $"give both one \"bucketing\", and \"{flag.Key}\" the \"salt\" \"{SaltOf(other)}\"";
        return $"\"{flag.Key}\"{Words(flag, share)} requires \"{other.Key}\"{Words(other, otherShare)}, and each is drawn with a salt of its own, so that {example}; {remedy}, and the smaller share has it";
    }

    private static string Words(FlagDefinition flag, decimal? share) =>
        flag.Plan is not null ? $" (moved by the plan \"{flag.Plan}\")" : share is { } percent ? $" ({Figures.Percent(percent)})" : "";

    /// <summary>Whether some of the customers are in by the draw, and some are not.</summary>
    private static bool IsDrawn(FlagDefinition flag) =>
        flag.Enabled != false && (flag.Plan is not null || IsPart(flag.Percentage) || (flag.Rules ?? []).Any(rule => IsPart(rule.Percentage)));

    private static bool IsPart(Percentage? percentage) => percentage is { Thousandths: > 0 } some && some < Percentage.Full;

    private static decimal? ShareOf(FlagDefinition flag) => flag.Plan is null && flag.Rules is null or [] && IsPart(flag.Percentage) ? flag.Percentage!.Value.Value : null;

    /// <summary>All bucketings but one know salts.</summary>
    private static bool IsOneDraw(FlagDefinition flag, FlagDefinition other) =>
        BucketingOf(flag) == BucketingOf(other) && (BucketingOf(flag) == SaltlessBucketing || SaltOf(flag) == SaltOf(other));

    private static string SaltOf(FlagDefinition flag) => flag.Salt ?? flag.Key;

    private static string BucketingOf(FlagDefinition flag) => flag.Bucketing ?? DefaultBucketing;

    private static string UnitOf(FlagDefinition flag) => flag.Unit ?? "customerId";
}
