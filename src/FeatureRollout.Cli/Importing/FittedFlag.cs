using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing;

/// <summary>What every tool allows and a flag file does not, such as names of variants with spaces; and what it need not say.</summary>
internal static class FittedFlag
{
    private const int LongestName = 128;

    /// <summary>A flag file has 64 levels, and a value stands some way down.</summary>
    private const int MostLevels = 48;

    /// <summary>The flag with other names of its variants where these cannot be; off, and noted, where it cannot be drawn.</summary>
    public static FlagDefinition Of(FlagDefinition flag, SourceNode? at, Import import)
    {
        if (WhyNot(flag) is { } reason)
        {
            if (at is not null)
            {
                import.Lose(at, reason + "; the flag is disabled.");
            }

            return new FlagDefinition { Key = flag.Key, Enabled = false };
        }

        flag = WithoutNeedlessContinue(flag);
        return flag.Variants?.All(variant => FlagKey.IsValid(variant.Name)) == false ? Renamed(flag, flag.Variants, at, import) : flag;
    }

    /// <summary>Whom a rule leaves out need not go on where nothing follows that lets anybody in.</summary>
    private static FlagDefinition WithoutNeedlessContinue(FlagDefinition flag)
    {
        if (flag.Rules is not { } rules || flag.Percentage > Percentage.Zero)
        {
            return flag;
        }

        var followed = rules.Count - 1;
        while (followed > 0 && rules[followed].Percentage == Percentage.Zero)
        {
            followed--;
        }

        return flag with { Rules = [.. rules.Select((rule, i) => i < followed ? rule : rule with { Continue = false })] };
    }

    private static string? WhyNot(FlagDefinition flag)
    {
        var rules = flag.Rules ?? [];
        return flag.Salt is { Length: 0 or > RuleReader.LongestSalt } || flag.VariantSalt?.Length > RuleReader.LongestSalt || rules.Any(rule => rule.Salt?.Length > RuleReader.LongestSalt)
                ? FormattableString.Invariant($"What is hashed with the customer is a text of 1 to {RuleReader.LongestSalt} characters here")
            : flag.Unit is { Length: 0 or > LongestName } || rules.Any(rule => rule.Unit is { Length: 0 or > LongestName })
                ? FormattableString.Invariant($"An attribute that is drawn by has a name of 1 to {LongestName} characters here")
            : flag.Variants?.Any(variant => IsDeeperThan(MostLevels, variant.Value)) == true
                ? FormattableString.Invariant($"A variant's value is nested at most {MostLevels} levels deep here")
            : null;
    }

    private static bool IsDeeperThan(int levels, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => levels == 0 || value.EnumerateObject().Any(member => IsDeeperThan(levels - 1, member.Value)),
        JsonValueKind.Array => levels == 0 || value.EnumerateArray().Any(item => IsDeeperThan(levels - 1, item)),
        _ => false,
    };

    private static FlagDefinition Renamed(FlagDefinition flag, IReadOnlyList<FlagVariant> variants, SourceNode? at, Import import)
    {
        var keys = new ImportedKeys();
        keys.Keep(variants.Select(variant => variant.Name));
        var names = variants.Select(variant => variant.Name).ToDictionary(name => name, keys.For, StringComparer.Ordinal);
        foreach (var (name, key) in names)
        {
            if (name != key && at is not null)
            {
                import.Tell(at, $"The variant \"{name}\" cannot have that name here, or one too like another; it is called \"{key}\".");
            }
        }

        return flag with
        {
            Variants = [.. variants.Select(variant => variant with { Name = names[variant.Name] })],
            Rules = flag.Rules is null
                ? null
                : [.. flag.Rules.Select(rule => rule.Variants is null ? rule : rule with { Variants = [.. rule.Variants.Select(weight => weight with { Name = names[weight.Name] })] })],
        };
    }
}
