using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Reporting;

/// <summary>Reads and changes reports that <see cref="RolloutReport"/> has written, here or in a host.</summary>
internal static class ReportText
{
    private const char Joiner = '\u2060';
    private const string Progress = "## Progress\n";

    /// <summary>Behind the heading: the names of the columns and a line of dashes.</summary>
    private const int LinesBeforeRows = 2;

    /// <summary>The text without what would steer a terminal or turn it around; a report has none, but a host may be anybody's.</summary>
    public static string Clean(string report)
    {
        var clean = new StringBuilder(report.Length);
        foreach (var rune in report.EnumerateRunes())
        {
            var isPlain = rune.Value is '\n' or Joiner or 0x200D
                || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            clean.Append(isPlain ? rune.ToString() : rune.Value == '\r' ? "" : " ");
        }

        return clean.ToString();
    }

    /// <summary>The same with each heading a level lower.</summary>
    public static string Lower(string report) => string.Join('\n', report.Split('\n').Select(line => line.StartsWith('#') ? "#" + line : line));

    /// <summary>The dates of a stage as the report's progress table has them; null where it has none.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stage">The stage's place, from 1.</param>
    public static StageProgress? ProgressOf(string report, int stage)
    {
        var begin = report.IndexOf(Progress, StringComparison.Ordinal);
        var rows = begin < 0 ? [] : report[(begin + Progress.Length)..].Split('\n').Skip(LinesBeforeRows).TakeWhile(line => line.StartsWith('|')).ToArray();
        if (stage < 1 || stage > rows.Length)
        {
            return null;
        }

        // From the end: the stage's name, in front, may have a pipe.
        var cells = rows[stage - 1].TrimEnd(' ', '|').Split(" | ");
        return cells.Length >= 5 ? new StageProgress(cells[^3], cells[^2], cells[^1]) : null;
    }
}

/// <summary>A stage's dates, already as Markdown.</summary>
/// <param name="Target">The planned day, such as <c>2026-01-12</c> or <c>T+7</c>.</param>
/// <param name="Actual">The day on which it began, or a dash.</param>
/// <param name="Standing">How it stands, such as <c>✅ done</c>.</param>
internal sealed record StageProgress(string Target, string Actual, string Standing);
