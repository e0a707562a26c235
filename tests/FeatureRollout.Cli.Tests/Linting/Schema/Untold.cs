using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Linting;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>What no JSON schema can tell, and the linter alone refuses. docs/flag-file.md has the same list for people.</summary>
internal static partial class Untold
{
    /// <summary>Kinds of their own: they are about more than one value, or in another language.</summary>
    private static readonly HashSet<LintRule> Rules =
    [
        LintRules.UnknownName, LintRules.Duplicate, LintRules.Circle, LintRules.Order, LintRules.Contradiction, LintRules.PlanSize,
        LintRules.ConditionSyntax, LintRules.CriterionSyntax,
    ];

    /// <summary>The kind of an error that no schema can tell; null for one that it should have told.</summary>
    public static string? KindOf(LintFinding error)
    {
        if (Rules.FirstOrDefault(rule => rule.Id == error.Rule) is { } rule)
        {
            return rule.Id;
        }

        var message = error.Message;
        if (error.Rule == LintRules.Syntax.Id)
        {
            return message.StartsWith("objects and arrays are nested deeper", StringComparison.Ordinal) ? "depth" : null;
        }

        if (error.Rule != LintRules.WrongValue.Id)
        {
            return null;
        }

        // The words alone would let too much through: what was found has to be of the kind.
        var found = Found().Match(message) is { Success: true } match ? match.Groups["found"].Value : "";
        return message switch
        {
            _ when message.Contains("with at most three decimals", StringComparison.Ordinal) => HasMoreDecimals(found) ? "more than three decimals" : null,
            _ when message.Contains(" cannot draw with \"", StringComparison.Ordinal) => "a salt that its bucketing refuses",
            _ when message.StartsWith("expected a date", StringComparison.Ordinal) => IsNoDay(found) ? "a day that no calendar has" : null,
            _ when message.StartsWith("expected a time such as", StringComparison.Ordinal) => IsLongerThanTenYears(found) ? "a sum of times" : null,
            _ when message.StartsWith("expected a customer id of 1 to 512 bytes, found a longer one", StringComparison.Ordinal) => "bytes of UTF-8",
            _ when message.Contains(" characters, found \"", StringComparison.Ordinal) || message.StartsWith("a message is at most", StringComparison.Ordinal) => found.Any(char.IsSurrogate) || found.Length == 0 ? "characters of two units" : null,
            _ when message.StartsWith("expected a number that a double can hold", StringComparison.Ordinal) => "a number that no double holds",
            _ => null,
        };
    }

    private static bool HasMoreDecimals(string found) =>
        !decimal.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !decimal.IsInteger(number * 1000) || number == 0 || found.Length > 24;

    /// <summary>The shape is right, and there is no such day, or its moment lies before or after all time.</summary>
    private static bool IsNoDay(string found) =>
        Shape().IsMatch(found) && (!DateOnly.TryParseExact(found[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is 1 or 9999);

    private static bool IsLongerThanTenYears(string found)
    {
        var days = 0.0;
        foreach (Match part in Part().Matches(found))
        {
            days += double.Parse(part.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * part.Groups["unit"].Value switch { "w" => 7, "d" => 1, "h" => 1 / 24.0, "m" => 1 / 1440.0, _ => 1 / 86400.0 };
        }

        return days > 3660;
    }

    [GeneratedRegex("found \"?(?<found>[^\"]*?)(\"? \\(a string\\).*)?$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Found();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex("(?<number>[0-9]+)(?<unit>[wdhms])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
