using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>
/// Regular expressions for versions as flagd reads them: with or without a <c>v</c> before it, and with the last one or two of the three
/// numbers left out where they are zero.
/// </summary>
internal sealed partial class VersionPatterns
{
    private const string Number = DigitPatterns.Any;
    private const string Build = @"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?";
    private const string Identifier = "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private const string Prerelease = $@"-{Identifier}(\.{Identifier})*";

    /// <summary>What may follow in a version, which <see cref="Any"/> knows in full.</summary>
    private const string AfterPatch = "([-+].*)?";
    private const string AfterNumber = @"(\..*)?";
    private const string AnyBuild = @"(\+.*)?";

    /// <summary>All versions; the other expressions tell apart only these.</summary>
    public static string Any { get; } = Whole($@"{Number}(\.{Number}(\.{Number}({Prerelease})?{Build})?)?");

    private VersionPatterns(Match match)
    {
        Major = match.Groups["major"].Value;
        Minor = match.Groups["minor"] is { Success: true } minor ? minor.Value : "0";
        Patch = match.Groups["patch"] is { Success: true } patch ? patch.Value : "0";
        PrereleaseText = match.Groups["pre"].Value;
    }

    public string Major { get; }

    public string Minor { get; }

    public string Patch { get; }

    /// <summary>With its minus sign; empty for a release.</summary>
    public string PrereleaseText { get; }

    /// <summary>The version in the form of Semantic Versioning 2.0.0.</summary>
    public override string ToString() => $"{Major}.{Minor}.{Patch}{PrereleaseText}";

    public static VersionPatterns? Of(string text) => Form().Match(text) is { Success: true } match ? new VersionPatterns(match) : null;

    /// <summary>All of the same precedence.</summary>
    public string Same => Whole(Either(
    [
        Minor == "0" && Patch == "0" && PrereleaseText.Length == 0 ? Major : null,
        Patch == "0" && PrereleaseText.Length == 0 ? $@"{Major}\.{Minor}" : null,
        $@"{Major}\.{Minor}\.{Patch}{Regex.Escape(PrereleaseText)}{AnyBuild}",
    ]));

    /// <summary>All after this one; of a prerelease not those that are prereleases of the same version.</summary>
    public string After => Whole(Either(
    [
        DigitPatterns.Above(Major) + AfterNumber,
        $@"{Major}\.{DigitPatterns.Above(Minor)}{AfterNumber}",
        $@"{Major}\.{Minor}\.{DigitPatterns.Above(Patch)}{AfterPatch}",
        PrereleaseText.Length == 0 ? null : $@"{Major}\.{Minor}\.{Patch}{AnyBuild}",
    ]));

    /// <summary>All before this one; of a prerelease not those that are prereleases of the same version. Null where there is none.</summary>
    public string? Before => Either(
    [
        DigitPatterns.Below(Major) is { } major ? major + AfterNumber : null,
        Minor != "0" ? Major : null,
        DigitPatterns.Below(Minor) is { } minor ? $@"{Major}\.{minor}{AfterNumber}" : null,
        Patch != "0" && Minor == "0" ? Major : null,
        Patch != "0" ? $@"{Major}\.{Minor}" : null,
        DigitPatterns.Below(Patch) is { } patch ? $@"{Major}\.{Minor}\.{patch}{AfterPatch}" : null,
        PrereleaseText.Length == 0 ? $@"{Major}\.{Minor}\.{Patch}-.*" : null,
    ]) is { Length: > 0 } forms ? Whole(forms) : null;

    /// <summary>All of the same first number.</summary>
    public string SameMajor => Whole(Major + AfterNumber);

    /// <summary>All of the same first two numbers.</summary>
    public string SameMinor => Whole(Minor == "0" ? $@"{Major}(\.{Minor}{AfterNumber})?" : $@"{Major}\.{Minor}{AfterNumber}");

    private static string Whole(string pattern) => $@"^[vV]?({pattern})\z";

    private static string Either(string?[] forms) => string.Join('|', forms.Where(form => form is not null).Distinct(StringComparer.Ordinal));

    [GeneratedRegex(
        $@"^[vV]?(?<major>{Number})(\.(?<minor>{Number})(\.(?<patch>{Number})(?<pre>{Prerelease})?{Build})?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Form();
}
