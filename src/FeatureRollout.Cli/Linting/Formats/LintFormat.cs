using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Linting.Formats;

/// <summary>The forms in which findings are printed.</summary>
internal static class LintFormat
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Sarif = "sarif";
    public const string GitHub = "github";

    public static string[] Names { get; } = [Text, Json, Sarif, GitHub];

    /// <summary>Prints the findings in a form.</summary>
    public static void Print(CliContext context, LintReport report, string format)
    {
        var output = context.Terminal.Out;
        switch (format)
        {
            case Json:
                context.Print(report, LintJson.Default.LintReport);
                break;
            case Sarif:
                output.WriteLine(SarifFormat.Write(report));
                break;
            case GitHub:
                output.Write(Lines(report, GitHubFormat.Write));
                break;
            default:
                output.Write(Lines(report, Line));
                break;
        }
    }

    /// <summary>All lines as one text: the console writes each line by itself, which takes its time with thousands.</summary>
    private static StringBuilder Lines(LintReport report, Func<LintFinding, string> line) =>
        report.Findings.Aggregate(new StringBuilder(), (text, finding) => text.Append(line(finding)).Append('\n'));

    /// <summary>As compilers write it, so that editors and CI find the place: <c>file:line:column: error: path: message [rule]</c>.</summary>
    private static string Line(LintFinding finding) => FormattableString.Invariant(
        $"{Plain.Text(finding.File)}:{finding.Line}:{finding.Column}: {finding.Severity}: {Plain.Text(finding.Path)}: {Plain.Text(finding.Message)} [{finding.Rule}]");
}
