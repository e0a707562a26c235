using System.Globalization;
using System.Text;

namespace FeatureRollout.AdminApi;

/// <summary>
/// Events as RFC 4180 has it: CRLF, every text in quotes. A text that a spreadsheet would take for a formula has an apostrophe before it, since people give names and
/// reasons and others open the table.
/// </summary>
internal static class EventCsv
{
    private const string Head = "sequence,at,key,version,actor,kind,text,reason,from,fromStage,fromPercentage,to,toStage,toPercentage,rule,forced,unmet\r\n";

    private static readonly System.Buffers.SearchValues<char> Formulas = System.Buffers.SearchValues.Create("=+-@\t\r\n|%＝＋－＠");

    public static string Of(IReadOnlyList<RolloutEvent> events)
    {
        var csv = new StringBuilder(Head);
        foreach (var happened in events)
        {
            var shown = EventResource.Of(happened);
            csv.Append(CultureInfo.InvariantCulture, $"{shown.Sequence},{shown.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z,");
            Text(csv, shown.Key).Append(',').Append(CultureInfo.InvariantCulture, $"{shown.Version},");
            Text(csv, shown.Actor).Append(',');
            Text(csv, shown.Kind).Append(',');
            Text(csv, shown.Text).Append(',');
            Text(csv, shown.Reason).Append(',');
            Place(csv, shown.From);
            Place(csv, shown.To);
            Text(csv, shown.Rule).Append(',').Append(shown.Forced ? "true," : "false,");
            Text(csv, string.Join(" ", shown.Unmet)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static void Place(StringBuilder csv, PositionResource? place)
    {
        Text(csv, place is null ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(place.Status.ToString())).Append(',');
        Text(csv, place?.Stage).Append(',').Append(CultureInfo.InvariantCulture, $"{place?.Percentage},");
    }

    private static StringBuilder Text(StringBuilder csv, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return csv;
        }

        csv.Append('"');
        if (IsFormula(text))
        {
            csv.Append('\'');
        }

        return csv.Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>Spreadsheets pass over spaces before a formula.</summary>
    private static bool IsFormula(string text)
    {
        var first = text.AsSpan().TrimStart(' ');
        return !first.IsEmpty && Formulas.Contains(first[0]);
    }
}
