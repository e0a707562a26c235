namespace FeatureRollout.Cli.Hygiene;

/// <summary>The files of a folder that are somebody's source code, in a fixed order. Links are not followed, so that no circle is walked.</summary>
/// <param name="warn">Told of what cannot be read; the rest goes on.</param>
internal sealed class SourceFiles(Action<string> warn)
{
    public static IReadOnlyList<string> Endings { get; } =
    [
        ".cs", ".razor", ".cshtml", ".fs", ".vb", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte",
        ".py", ".go", ".java", ".kt", ".scala", ".rb", ".php", ".rs", ".swift", ".dart",
    ];

    private static readonly HashSet<string> Known = new(Endings, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is built or fetched; folders that begin with a dot are left out, too.</summary>
    private static readonly HashSet<string> LeftOut = new(["bin", "obj", "node_modules"], StringComparer.Ordinal);

    /// <summary>The files below a folder, by their path from there with <c>/</c>.</summary>
    public IEnumerable<string> Below(string folder)
    {
        var waiting = new Stack<string>([""]);
        while (waiting.TryPop(out var relative))
        {
            var below = new List<string>();
            foreach (var (name, isFolder) in Entries(folder, relative))
            {
                var path = relative.Length == 0 ? name : $"{relative}/{name}";
                if (!isFolder && Known.Contains(Path.GetExtension(name)))
                {
                    yield return path;
                }
                else if (isFolder && !LeftOut.Contains(name) && name[0] != '.')
                {
                    below.Add(path);
                }
            }

            below.Reverse();
            below.ForEach(waiting.Push);
        }
    }

    private List<(string Name, bool IsFolder)> Entries(string folder, string relative)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(Path.Combine(folder, relative)).EnumerateFileSystemInfos()
                    .Where(entry => entry.LinkTarget is null)
                    .Select(entry => (entry.Name, entry is DirectoryInfo))
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            warn($"{(relative.Length == 0 ? folder : relative)} cannot be read.");
            return [];
        }
    }
}
