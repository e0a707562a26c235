using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Takes out of a message what nobody but the one who gave it should see; messages of drivers and systems are not ours.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    private static readonly string[] Variables = [GlobalOptions.KeyVariable, "PGPASSWORD"];

    public static string Hide(string text, Func<string, string?> variable)
    {
        foreach (var secret in Variables.Select(variable).OfType<string>())
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return InAddress().Replace(InConnection().Replace(text, "${before}" + Hidden), "${before}" + Hidden + "@");
    }

    [GeneratedRegex(@"(?<before>(password|pwd)\s*=\s*)(""[^""]*""|'[^']*'|[^;\s]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InConnection();

    [GeneratedRegex(@"(?<before>://[^/@:\s]*:)[^/@\s]*@", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InAddress();
}
