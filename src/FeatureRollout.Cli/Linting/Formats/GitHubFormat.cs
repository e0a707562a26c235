using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Linting.Formats;

/// <summary>
/// Annotations of GitHub Actions, which show findings beside the lines of a pull request:
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message.
/// </summary>
internal static class GitHubFormat
{
    public static string Write(LintFinding finding) => FormattableString.Invariant(
        $"::{finding.Severity} file={Property(finding.File)},line={finding.Line},col={finding.Column},title={Property(finding.Rule)}::{Data($"{finding.Path}: {finding.Message}")}");

    private static string Data(string text) => Escape(text, "%\r\n");

    private static string Property(string text) => Escape(text, "%\r\n:,");

    /// <summary>As the runner reads it back; what would steer a terminal is made visible before.</summary>
    private static string Escape(string text, string special)
    {
        var escaped = new StringBuilder();
        foreach (var unit in Plain.Text(text))
        {
            if (special.Contains(unit, StringComparison.Ordinal))
            {
                escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{(int)unit:X2}");
            }
            else
            {
                escaped.Append(unit);
            }
        }

        return escaped.ToString();
    }
}
