using System.Text.Json;
using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;
using Spectre.Console;

namespace FeatureRollout.Cli.Customers;

/// <summary>How a cohort is written.</summary>
internal static class CohortOutput
{
    private const int MostShown = 40;

    private static readonly string[] Counts = ["LISTED", "ELIGIBLE", "DRAWN", "SHARE"];

    /// <summary>Writes the customers.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="reader">The list that it is from.</param>
    /// <param name="format"><c>lines</c>, <c>csv</c> or <c>json</c>.</param>
    /// <param name="isScreen">Whether it goes to a terminal, which must not be steered by an id.</param>
    public static void Write(TextWriter text, Cohort cohort, CustomerReader reader, string format, bool isScreen)
    {
        if (format == "csv")
        {
            Csv.WriteRecord(text, isScreen ? [.. reader.Columns.Select(Plain.Text)] : reader.Columns);
        }

        foreach (var row in cohort.Drawn.Select(drawn => drawn.Row))
        {
            switch (format)
            {
                case "csv":
                    var fields = ((CsvRow)row).Fields;
                    Csv.WriteRecord(text, isScreen ? [.. fields.Select(Plain.Text)] : fields);
                    break;
                case "json":
                    text.Write(ToJson(row, reader.IdColumn ?? EvaluationContext.CustomerIdName) + "\n");
                    break;
                default:
                    text.Write((isScreen ? Plain.Text(row.Id) : row.Id) + "\n");
                    break;
            }
        }
    }

    /// <summary>Refuses what a format cannot hold.</summary>
    public static void Check(Cohort cohort, string format)
    {
        if (format == "lines" && cohort.Drawn.FirstOrDefault(drawn => drawn.Row.Id.AsSpan().ContainsAny('\r', '\n')) is { } broken)
        {
            throw new CliException(ExitCodes.Data, FormattableString.Invariant($"The id on line {broken.Row.Line} holds a line break; write --format json."));
        }
    }

    /// <summary>Writes what was drawn of each stratum.</summary>
    public static void WriteTable(IAnsiConsole console, Cohort cohort, bool isStratified)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("STRATUM").AddColumns(
            [.. Counts.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var stratum in isStratified ? cohort.Strata.Take(MostShown) : [])
        {
            Add(stratum.Name.Length == 0 ? "(none)" : Plain.Text(stratum.Name), stratum.Listed, stratum.Eligible, stratum.Drawn);
        }

        if (isStratified && cohort.Strata.Count > MostShown)
        {
            table.AddRow(new TextCell($"and {Figures.Count(cohort.Strata.Count - MostShown)} more"));
        }

        Add("all", cohort.Strata.Sum(stratum => stratum.Listed), cohort.Strata.Sum(stratum => stratum.Eligible), cohort.Drawn.Count);
        console.Write(table);

        void Add(string name, long listed, long eligible, long drawn) => table.AddRow(
            new TextCell(name), new TextCell(Figures.Count(listed)), new TextCell(Figures.Count(eligible)), new TextCell(Figures.Count(drawn)),
            new TextCell(Figures.Rate(eligible == 0 ? null : (double)drawn / eligible)));
    }

    private static string ToJson(CustomerRow row, string idColumn)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString(idColumn, row.Id);
            foreach (var (name, value) in row.Attributes)
            {
                json.WritePropertyName(name);
                ContextJson.Write(json, value);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
