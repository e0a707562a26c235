using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Dashboard;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.Audit;

/// <summary>
/// Events as a table of RFC 4180: CRLF, every cell in quotes. People give names and reasons, and others open the table: no spreadsheet takes a cell for a formula and no
/// terminal for a command.
/// </summary>
internal static class EventCsv
{
    /// <summary>Spreadsheets calculate what begins with one of these, quoted or not and after spaces; behind an apostrophe it is text.</summary>
    private static readonly System.Buffers.SearchValues<char> Formulas = System.Buffers.SearchValues.Create("=+-@|%＝＋－＠");

    private static readonly string[] Columns =
        ["sequence", "at", "key", "version", "actor", "kind", "text", "reason", "from", "fromStage", "fromPercentage", "to", "toStage", "toPercentage", "rule", "forced", "unmet"];

    /// <summary>The line that comes first.</summary>
    public static StringBuilder Head() => AppendRow(new StringBuilder(), Columns);

    /// <summary>The whole table.</summary>
    public static string Of(IEnumerable<RolloutEvent> events) => events.Aggregate(Head(), Append).ToString();

    /// <summary>Adds the line of an event.</summary>
    public static StringBuilder Append(StringBuilder text, RolloutEvent happened) => AppendRow(
        text,
        [
            Number(happened.Sequence),
            happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            happened.Key,
            Number(happened.Version),
            happened.Actor,
            happened.Change is UnknownRolloutChange unknown ? unknown.Kind : ChangeKinds.Of(happened.Change).Name,
            AuditText.Of(happened),
            happened.Reason ?? "",
            .. Place(happened.From),
            .. Place(happened.To),
            happened.Rule ?? "",
            happened.Forced ? "true" : "false",
            string.Join(" ", happened.Unmet),
        ]);

    /// <summary>A line with its end.</summary>
    internal static StringBuilder AppendRow(StringBuilder text, IReadOnlyList<string> cells)
    {
        for (var at = 0; at < cells.Count; at++)
        {
            text.Append(at == 0 ? "\"" : ",\"").Append(Cell(cells[at]).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append("\r\n");
    }

    private static string Cell(string value)
    {
        var shown = VisibleText.Of(value);
        var first = shown.AsSpan().TrimStart();
        return !first.IsEmpty && Formulas.Contains(first[0]) ? "'" + shown : shown;
    }

    private static string[] Place(RolloutPosition? place) => place is null
        ? ["", "", ""]
        : [JsonNamingPolicy.CamelCase.ConvertName(place.Status.ToString()), place.Stage ?? "", place.Percentage.Value.ToString("0.###", CultureInfo.InvariantCulture)];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
