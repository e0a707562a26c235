namespace FeatureRollout.House.Tests.Readme;

/// <summary>A fenced block of a document, with the line that it starts at.</summary>
public sealed record MarkdownBlock(string File, int Line, string Language, string Text)
{
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>The fenced blocks of the documents that users read.</summary>
internal static class MarkdownBlocks
{
    private const string Fence = "```";

    /// <summary>The README, each package's README, and what lies under <c>docs</c>, in the order of their paths.</summary>
    public static IEnumerable<string> Documents =>
        Repository.Files("docs", "*.md").Select(path => "docs/" + path)
            .Concat(Repository.Files("src", "README.md").Select(path => "src/" + path))
            .Prepend("README.md");

    /// <summary>The blocks whose fence says exactly this language.</summary>
    public static IEnumerable<MarkdownBlock> In(string language) => Documents.SelectMany(Read).Where(block => block.Language == language);

    public static IEnumerable<MarkdownBlock> Read(string document)
    {
        var lines = File.ReadAllLines(Repository.In(document));
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].StartsWith(Fence, StringComparison.Ordinal))
            {
                var start = line + 1;
                do
                {
                    line++;
                }
                while (!lines[line].StartsWith(Fence, StringComparison.Ordinal));

                yield return new MarkdownBlock(document, start, lines[start - 1][Fence.Length..].Trim(), string.Join('\n', lines[start..line]) + "\n");
            }
        }
    }
}
