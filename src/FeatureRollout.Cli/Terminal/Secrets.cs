using System.Text.RegularExpressions;
using Npgsql;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Takes out of a message what nobody but the one who gave it should see; messages of drivers and systems are not ours.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    private static readonly string[] Variables = [GlobalOptions.KeyVariable, "PGPASSWORD"];

    public static string Hide(string text, Func<string, string?> variable)
    {
        foreach (var secret in Variables.Select(variable).Concat(Passwords(variable(GlobalOptions.PostgreSqlVariable))).Select(each => each?.Trim()))
        {
            text = string.IsNullOrEmpty(secret) ? text : text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return InAddress().Replace(InConnection().Replace(text, "${before}" + Hidden), "${before}" + Hidden + "@");
    }

    /// <summary>Those of a connection string: what follows "Password=" may have spaces, and a driver may say it alone.</summary>
    private static IEnumerable<string?> Passwords(string? connection)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return [parts.Password, parts.SslPassword];
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"(?<before>(password|pwd)\s*=\s*)(""([^""]|"""")*""|'([^']|'')*'|[^;\s]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InConnection();

    [GeneratedRegex(@"(?<before>://[^/@:\s]*:)[^/@\s]*@", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InAddress();
}
