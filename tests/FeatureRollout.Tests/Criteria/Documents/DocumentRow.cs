using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria.Documents;

/// <summary>A row of <c>docs/criteria-of-the-documents.md</c>.</summary>
internal sealed record DocumentRow(string Document, string Where, string Words, string Criterion, CriterionUse Use, string Pass, string Fail, string TooFew, string Missing)
{
    public const string Nothing = "–";

    /// <summary>All rows with a criterion, of the document whose heading is that.</summary>
    public static IReadOnlyList<DocumentRow> Of(string document)
    {
        var section = Text().Split("\n## ").Single(part => part.StartsWith(document, StringComparison.Ordinal));
        return
        [
            .. section.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(cells => cells.Length == 10 && cells[3].StartsWith('`'))
                .Select(cells => new DocumentRow(document, cells[1], cells[2], cells[3].Trim('`'), UseOf(cells[4]), cells[5], cells[6], cells[7], cells[8])),
        ];
    }

    public static string Text()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory!, "docs", "criteria-of-the-documents.md")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return File.ReadAllText(Path.Combine(directory!, "docs", "criteria-of-the-documents.md"));
    }

    private static CriterionUse UseOf(string cell) => cell switch
    {
        "advance" => CriterionUse.Advance,
        "rollback" => CriterionUse.Rollback,
        "hold" or "alert" or "band" or "widget" => CriterionUse.Watch,
        _ => throw new FormatException(cell),
    };
}
