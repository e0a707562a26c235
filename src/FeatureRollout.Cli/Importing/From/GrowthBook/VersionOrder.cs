using System.Text.RegularExpressions;
using FeatureRollout.Flags.Conditions;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>GrowthBook's comparisons of versions, which for versions of three numbers are those of Semantic Versioning.</summary>
internal static partial class VersionOrder
{
    /// <summary>The condition; null where the version has another form than one to three numbers.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="sign">Such as <c>$vlt</c>.</param>
    /// <param name="version">The version compared with.</param>
    public static string? Compare(string name, string sign, string version)
    {
        var plain = Decoration().Replace(version, "");
        var parts = plain.Split(['-', '.']);
        string? among;
        if (SemanticVersion.TryParse(plain, out _))
        {
            among = ConditionText.Compare(name, Plain(sign), ConditionText.Version(plain));
        }
        else if (parts.Length < 3 && SemanticVersion.TryParse(plain + (parts.Length == 1 ? ".0.0" : ".0"), out _))
        {
            // A version without its last numbers stands before all that begin with it.
            var first = $"semver({ConditionText.Text(plain + (parts.Length == 1 ? ".0.0-0" : ".0-0"))})";
            among = sign switch
            {
                "$veq" => In(name, [ConditionText.Text(plain), ConditionText.Text("v" + plain)]),
                "$vne" => Not(In(name, [ConditionText.Text(plain), ConditionText.Text("v" + plain)])),
                "$vgt" or "$vgte" => ConditionText.Compare(name, ">=", first),
                _ => ConditionText.Compare(name, "<", first),
            };
        }
        else
        {
            return null;
        }

        var ofNone = string.CompareOrdinal(Padded("0"), Padded(plain));
        return sign == "$vne" ? among : Holds(ofNone, sign) ? Any([among, Not(Has(name))]) : among;
    }

    private static string Padded(string version)
    {
        var parts = version.Split(['-', '.']);
        return string.Join('-', (parts.Length == 3 ? [.. parts, "~"] : parts).Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? part.PadLeft(5) : part));
    }

    private static string Plain(string sign) => sign switch { "$veq" => "==", "$vne" => "!=", "$vgt" => ">", "$vgte" => ">=", "$vlt" => "<", _ => "<=" };

    private static bool Holds(int order, string sign) => sign switch
    {
        "$veq" => order == 0,
        "$vgt" => order > 0,
        "$vgte" => order >= 0,
        "$vlt" => order < 0,
        _ => order <= 0,
    };

    [GeneratedRegex(@"^v|\+.*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decoration();
}
