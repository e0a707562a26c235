using FeatureRollout.Hashing;

namespace FeatureRollout.Cli.Linting.Hygiene;

/// <summary>
/// Finds draws of which less than everybody is in, and whose variants are drawn by the same number as the share: of 10 % all have the
/// variant to which the lowest numbers belong. Other tools do so, and what is taken over from them may be meant so.
/// </summary>
internal static class DrawHygiene
{
    public static void Check(FlagDefinition flag, Doubt doubt)
    {
        if (flag.Variants is not { Count: > 1 } variants)
        {
            return;
        }

        var weights = variants.Select(variant => variant.Weight).ToArray();
        if ((flag.Plan is not null || IsPart(flag.Percentage)) && IsTied(flag, null) && AreSeveral(weights))
        {
            doubt(LintRules.VariantsTied, Message(flag.Bucketing), "flags", flag.Key, "bucketing");
        }

        for (var i = 0; i < flag.Rules?.Count; i++)
        {
            var rule = flag.Rules[i];
            if (IsPart(rule.Percentage) && IsTied(flag, rule) && AreSeveral(rule.Variants?.Select(variant => variant.Weight) ?? weights))
            {
                doubt(LintRules.VariantsTied, Message(rule.Bucketing ?? flag.Bucketing), "flags", flag.Key, "rules", FormattableString.Invariant($"#{i}"));
            }
        }
    }

    private static string Message(string? bucketing) =>
        $"{bucketing} draws the share and the variants by one number, so that below 100% the variants' weights do not hold; give the flag a \"variantSalt\"";

    private static bool IsTied(FlagDefinition flag, FlagRule? rule)
    {
        if (!Bucketing.TryGet(rule?.Bucketing ?? flag.Bucketing, out var bucketing) || bucketing.DrawsVariantsApart)
        {
            return false;
        }

        var salt = rule?.Salt ?? flag.Salt ?? flag.Key;
        return ((rule?.Salt is null ? flag.VariantSalt : null) ?? bucketing.VariantSalt(salt)) == salt;
    }

    private static bool IsPart(Percentage? percentage) => percentage is { } share && share > Percentage.Zero && share < Percentage.Full;

    private static bool AreSeveral(IEnumerable<decimal> weights) => weights.Count(weight => weight > 0) > 1;
}
