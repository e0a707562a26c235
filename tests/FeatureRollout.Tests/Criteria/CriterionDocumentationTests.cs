using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Tests.Criteria;

/// <summary>Every example in <c>docs/criteria.md</c> is what it says it is.</summary>
public sealed class CriterionDocumentationTests
{
    [Fact]
    [Trait("Requirement", "S0-04")]
    public void Every_example_is_a_criterion()
    {
        var examples = Blocks("criterion");

        Assert.True(examples.Length >= 10, "The page has lost its examples.");
        foreach (var example in examples)
        {
            Assert.Equal(Criterion.Parse(example).Root, Criterion.Parse(CriterionPrinter.Print(Criterion.Parse(example).Root)).Root);
        }
    }

    [Fact]
    [Trait("Requirement", "S1-07")]
    public void Every_error_has_the_message_that_is_shown()
    {
        var lines = Blocks("text");

        Assert.True(lines.Length >= 10, "The page has lost its errors.");
        foreach (var pair in lines.Chunk(2))
        {
            Assert.Equal(pair[1].Trim(), Assert.Throws<CriterionSyntaxException>(() => Criterion.Parse(pair[0])).Message);
        }
    }

    [Fact]
    [Trait("Requirement", "S1-08")]
    public void Everything_in_the_table_can_be_written()
    {
        var rows = Text().Split('\n').SkipWhile(line => !line.StartsWith("| Written", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        var written = rows.Select(row => row.Split('|')[1]).SelectMany(cell => cell.Split('`').Where((_, i) => i % 2 == 1))
            .Where(text => text.Contains('(', StringComparison.Ordinal) && !text.Contains('…', StringComparison.Ordinal)).ToList();

        Assert.True(written.Count > 10, "The page has lost its table.");
        Assert.All(written, text => Criterion.Parse(text switch
        {
            "all(targets)" => text,
            "average(7d)" => "cost < " + text,
            _ => text + " > 0",
        }));
    }

    private static string[] Blocks(string language) =>
        [.. Text().Split("\n```" + language + "\n").Skip(1).SelectMany(part => part[..part.IndexOf("\n```", StringComparison.Ordinal)].Split('\n'))];

    private static string Text()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory!, "docs", "criteria.md")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return File.ReadAllText(Path.Combine(directory!, "docs", "criteria.md"));
    }
}
