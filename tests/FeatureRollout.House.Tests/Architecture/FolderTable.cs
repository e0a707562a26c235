namespace FeatureRollout.House.Tests.Architecture;

/// <summary>Who may know whom inside the core, as <c>docs/architecture.md</c> says it.</summary>
internal static class FolderTable
{
    public const string Root = "root";

    private const string Header = "| Folder | What it is | Knows |";

    /// <summary>Each folder with those that it may refer to, itself left out.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read()
    {
        var rows = File.ReadLines(Repository.In("docs", "architecture.md"))
            .SkipWhile(line => line != Header)
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (Folder: cells[1].Trim('`'), Knows: cells[3]))
            .ToArray();
        var folders = rows.Select(row => row.Folder).ToHashSet(StringComparer.Ordinal);
        Assert.True(folders.Count > 0, "docs/architecture.md has no table of folders");
        return rows.ToDictionary(row => row.Folder, row => (IReadOnlySet<string>)Names(row.Knows, folders), StringComparer.Ordinal);
    }

    private static HashSet<string> Names(string knows, HashSet<string> folders)
    {
        if (knows is "nobody" or "all")
        {
            return knows == "all" ? folders : [];
        }

        var names = knows.Split(',', StringSplitOptions.TrimEntries).Select(name => name.Trim('`')).ToHashSet(StringComparer.Ordinal);
        Assert.True(names.IsSubsetOf(folders), $"docs/architecture.md names a folder that has no row: {knows}");
        return names;
    }
}
