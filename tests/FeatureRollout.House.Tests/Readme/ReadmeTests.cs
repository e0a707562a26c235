using System.Text.RegularExpressions;

namespace FeatureRollout.House.Tests.Readme;

/// <summary>What the documents show is compiled, loaded and run, in a current directory of its own.</summary>
[Collection(AloneInProcess.Name)]
public sealed partial class ReadmeTests : IDisposable
{
    internal const string FlagsJson = """{ "flags": { "sentiment_analysis": { "percentage": 100 }, "f": { "enabled": true } } }""";

    private readonly string _before = Directory.GetCurrentDirectory();
    private readonly TemporaryFolder _folder = new();

    public ReadmeTests()
    {
        _folder.Write("flags.json", FlagsJson);
        Directory.SetCurrentDirectory(_folder.Path);
    }

    public static TheoryData<MarkdownBlock> Programs => [.. MarkdownBlocks.In("csharp")];

    /// <summary>Application settings, which have a section of the library's name, are no flag files.</summary>
    public static TheoryData<MarkdownBlock> FlagFiles =>
        [.. MarkdownBlocks.In("json").Concat(MarkdownBlocks.In("jsonc")).Where(block => !block.Text.Contains("\"FeatureRollout\":", StringComparison.Ordinal))];

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Programs), DisableDiscoveryEnumeration = true)]
    public async Task Every_program_shown_compiles_and_runs(MarkdownBlock block)
    {
        var program = Snippet.Compile(block.Text, block.ToString());
        var output = program.Ends ? await program.RunAsync(block.ToString()) : "";

        AssertPrints(Promised(block.Text), output, block.ToString());
    }

    [Fact]
    public void The_README_starts_with_a_program_that_says_what_it_prints()
    {
        Assert.Equal(["True", "False"], Promised(MarkdownBlocks.Read("README.md").First(block => block.Language == "csharp").Text), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FlagFiles), DisableDiscoveryEnumeration = true)]
    public void Every_flag_file_shown_loads(MarkdownBlock block)
    {
        var problem = Record.Exception(() => FeatureFlags.FromJson(block.Text).Dispose());

        Assert.True(problem is null, $"{block}: {problem}");
    }

    [Fact]
    public async Task Every_expression_in_the_table_of_the_README_compiles_and_runs()
    {
        var expressions = File.ReadLines(Repository.In("README.md"))
            .SkipWhile(line => line != "| You want | You write |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(row => Code().Matches(row.Split(" | ", 2)[1]).Select(code => code.Groups["code"].Value).ToArray())
            .ToArray();

        Assert.NotEmpty(expressions);
        foreach (var row in expressions)
        {
            // Those of one row belong together: a value declared by the first is used by the next.
            var statements = row.Select((code, at) => IsStatement(code) ? code.TrimEnd(';') + ";" : $"Console.WriteLine({code});");
            var place = "README.md: " + row[0];
            await Snippet.Compile("using FeatureRollout;\n" + string.Join('\n', statements), place).RunAsync(place);
        }
    }

    [Fact]
    public void Every_link_to_a_file_of_the_repository_leads_somewhere()
    {
        var broken =
            from document in MarkdownBlocks.Documents
            from Match link in Link().Matches(File.ReadAllText(Repository.In(document)))
            let target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["path"].Value)
            where !Path.Exists(Repository.In(target))
            select $"{document}: {link.Groups["path"].Value}";

        Listing.AssertNone(broken);
    }

    /// <summary>Declarations end with a semicolon; a call that gives nothing cannot be printed.</summary>
    private static bool IsStatement(string code) => code.EndsWith(';') || code.StartsWith("flags.RecordOutcome(", StringComparison.Ordinal);

    /// <summary>The first word of each comment behind a printing line, where a colon ends it.</summary>
    private static IEnumerable<string> Promised(string code) => Comment().Matches(code).Select(comment => comment.Groups["line"].Value);

    private static void AssertPrints(IEnumerable<string> promised, string output, string place)
    {
        var lines = output.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        foreach (var line in promised)
        {
            var at = lines.IndexOf(line);
            Assert.True(at >= 0, $"{place} does not print '{line}' where it says so, but:\n{output}");
            lines.RemoveRange(0, at + 1);
        }
    }

    [GeneratedRegex(@"Console\.WriteLine\(.*\);\s*// (?<line>[^:\n]+)(?=:|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<path>[^)#\s]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
