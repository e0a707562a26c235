using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// What is wrong with how one flag draws: with its bucketings, salts, shares and weights. Of a file much of it was said when it was read;
/// definitions also come from code, and of several layers one may name what another has.
/// </summary>
internal static class FlagChecks
{
    private const string Weights = "weights are from 0 to 1,000,000, and one at least is over 0";

    /// <summary>Finds what is wrong.</summary>
    /// <param name="flag">The flag, from all layers.</param>
    /// <param name="report">Called with the member and what is wrong with it.</param>
    public static void Check(FlagDefinition flag, Action<string, string> report)
    {
        var salt = flag.Salt ?? flag.Key;
        CheckDraw("", flag.Bucketing, flag.Bucketing, salt);
        CheckVariantSalt("", flag.Bucketing);
        if (flag.Variants is { Count: > 0 } variants && !CompiledVariants.CanWeigh(variants.Select(variant => variant.Weight)))
        {
            report("variants", Weights);
        }

        for (var i = 0; i < flag.Rules?.Count; i++)
        {
            var rule = flag.Rules[i];
            var place = $"rules[{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}].";
            if (rule.DrawsAsFlag)
            {
                continue;
            }

            CheckDraw(place, rule.Bucketing, rule.Bucketing ?? flag.Bucketing, rule.Salt ?? salt);
            if (rule.Bucketing is not null && rule.Salt is null)
            {
                CheckVariantSalt(place, rule.Bucketing);
            }

            if (rule.From.Thousandths + rule.Percentage.Thousandths > Percentage.Full.Thousandths)
            {
                report(place + "from", $"from {rule.From} a share of {rule.Percentage} ends beyond 100 %");
            }

            CheckVariants(place + "variants", rule.Variants);
        }

        void CheckDraw(string place, string? named, string? counts, string salt)
        {
            if (named is not null && !Bucketing.TryGet(named, out _))
            {
                report(place + "bucketing", $"unknown bucketing \"{named}\"; there are {string.Join(", ", Bucketing.Names)}");
            }
            else if (Bucketing.TryGet(counts, out var bucketing) && bucketing.Refuse(salt) is { } reason)
            {
                report(place + "salt", $"{bucketing.Name} cannot draw with \"{salt}\": {reason}");
            }
        }

        void CheckVariantSalt(string place, string? counts)
        {
            if (flag.VariantSalt is { } own && Bucketing.TryGet(counts, out var bucketing) && bucketing.Refuse(own) is { } reason)
            {
                report(place + "variantSalt", $"{bucketing.Name} cannot draw with \"{own}\": {reason}");
            }
        }

        void CheckVariants(string place, IReadOnlyList<VariantWeight>? chosen)
        {
            if (chosen is not null && !CompiledVariants.CanWeigh(chosen.Select(choice => choice.Weight)))
            {
                report(place, Weights);
            }
        }
    }
}
