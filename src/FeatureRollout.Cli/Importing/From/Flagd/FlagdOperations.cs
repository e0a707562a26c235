using System.Globalization;
using System.Numerics;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Conditions;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Flagd;

/// <summary>What flagd adds to JsonLogic, fractional splits apart. Where it gives nothing the default variant follows.</summary>
internal static class FlagdOperations
{
    private static readonly IReadOnlyList<LogicCase> Nothing = [new LogicCase(Always, ConstantTerm.Null)];

    public static IReadOnlyList<LogicCase> StartsWith(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments) =>
        TextPart(reader, node, arguments, "startsWith", (text, part) => text.StartsWith(part, StringComparison.Ordinal));

    public static IReadOnlyList<LogicCase> EndsWith(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments) =>
        TextPart(reader, node, arguments, "endsWith", (text, part) => text.EndsWith(part, StringComparison.Ordinal));

    public static IReadOnlyList<LogicCase> Version(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments.Count != 3)
        {
            return Nothing;
        }

        if (!reader.TryConstant(arguments[1], out var sign) || !reader.TryConstant(arguments[2], out var target))
        {
            throw new NotCarriedException(node, "A version cannot be compared with something that differs by customer.");
        }

        if (VersionPatterns.Of(LogicValues.ToText(target)) is not { } version || sign is not ("=" or "!=" or "<" or "<=" or ">" or ">=" or "^" or "~"))
        {
            return Nothing;
        }

        if (version.PrereleaseText.Length > 0)
        {
            reader.Scope.Tell(node, "Two prereleases of one version are put in order here where neither is written with a \"v\"; else only the same one is found.");
        }

        List<LogicCase> cases = [];
        foreach (var (when, term) in reader.Cases(arguments[0]))
        {
            LogicReader.Guard(cases, when, term switch
            {
                AttributeTerm attribute => Truth(Holds(attribute.Name, (string)sign, version), IsVersion(attribute.Name)),
                ConstantTerm constant when VersionPatterns.Of(LogicValues.ToText(constant.Value)) is { } other =>
                    LogicReader.Boolean(Holds(other, (string)sign, version) ? Always : Never),
                ConstantTerm => Nothing,
                _ => throw new NotCarriedException(node, "A split is no version."),
            });
        }

        return cases;
    }

    private static bool Holds(VersionPatterns one, string sign, VersionPatterns other)
    {
        var order = SemanticVersion.TryParse(one.ToString(), out var left) && SemanticVersion.TryParse(other.ToString(), out var right)
            ? SemanticVersion.Compare(left, right)
            : 0;
        return sign switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "^" => one.Major == other.Major,
            _ => (one.Major, one.Minor) == (other.Major, other.Minor),
        };
    }

    /// <summary>Three numbers make a version here too. Regular expressions are asked only about what has none, since they cost more.</summary>
    private static string IsComplete(string name) => Compare(name, ">=", "semver('0.0.0-0')");

    private static string IsVersion(string name) => Any([IsComplete(name), Compare(name, "matches", ConditionText.Text(VersionPatterns.Any))]);

    private static string Holds(string name, string sign, VersionPatterns version)
    {
        return sign switch
        {
            "=" => Any([Semver("==", version.ToString()), Other(version.Same)]),
            "!=" => All([IsVersion(name), Not(Any([Semver("==", version.ToString()), Matches(version.Same)]))]),
            "<" => Any([Semver("<", version.ToString()), Other(version.Before)]),
            "<=" => Any([Semver("<=", version.ToString()), Other(version.Before, version.Same)]),
            ">" => Any([Semver(">", version.ToString()), Other(version.After)]),
            ">=" => Any([Semver(">=", version.ToString()), Other(version.After, version.Same)]),
            "^" => Any([All([Semver(">=", $"{version.Major}.0.0-0"), Semver("<", $"{Next(version.Major)}.0.0-0")]), Other(version.SameMajor)]),
            _ => Any([All([Semver(">=", $"{version.Major}.{version.Minor}.0-0"), Semver("<", $"{version.Major}.{Next(version.Minor)}.0-0")]), Other(version.SameMinor)]),
        };

        string Semver(string comparison, string exact) => Compare(name, comparison, ConditionText.Version(exact));

        string Other(params string?[] patterns) => All([Not(IsComplete(name)), Matches(VersionPatterns.Any), Any(patterns.OfType<string>().Select(Matches))]);

        string Matches(string pattern) => Compare(name, "matches", ConditionText.Text(pattern));
    }

    private static string Next(string digits) => (BigInteger.Parse(digits, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<LogicCase> TextPart(
        LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments, string word, Func<string, string, bool> holds)
    {
        if (arguments.Count != 2)
        {
            return Nothing;
        }

        if (!reader.TryConstant(arguments[1], out var part))
        {
            throw new NotCarriedException(node, "The beginning or end that is looked for differs by customer.");
        }

        if (part is not string wanted)
        {
            return Nothing;
        }

        List<LogicCase> cases = [];
        foreach (var (when, term) in reader.Cases(arguments[0]))
        {
            LogicReader.Guard(cases, when, term switch
            {
                AttributeTerm attribute => Truth(Compare(attribute.Name, word, ConditionText.Text(wanted)), ConditionText.IsText(attribute.Name)),
                ConstantTerm { Value: string text } => LogicReader.Boolean(holds(text, wanted) ? Always : Never),
                _ => Nothing,
            });
        }

        return cases;
    }

    /// <summary>True, or false where it is at least of the right kind, or nothing.</summary>
    private static IReadOnlyList<LogicCase> Truth(string holds, string isOfKind) =>
        [new LogicCase(holds, ConstantTerm.True), new LogicCase(isOfKind, ConstantTerm.False), .. Nothing];
}
