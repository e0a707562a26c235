namespace FeatureRollout.Providers;

/// <summary>
/// Where a path leads through symbolic links, directories on the way included: Kubernetes mounts
/// <c>flags.json -> ..data/flags.json</c> and swaps the link <c>..data</c>.
/// </summary>
/// <param name="Target">The path behind all links; it need not exist.</param>
/// <param name="Entries">The directory entries whose replacement changes what the path leads to: each link, and the target.</param>
internal sealed record LinkChain(string Target, IReadOnlyList<(string Directory, string Name)> Entries)
{
    private const int MostLinks = 40;

    /// <summary>Follows the path as it is now.</summary>
    /// <exception cref="IOException">More than 40 links, so a circle.</exception>
    public static LinkChain Follow(string path)
    {
        var full = Path.GetFullPath(path);
        var at = Path.GetPathRoot(full)!;
        var ahead = new Stack<string>();
        Push(ahead, full[at.Length..]);
        var entries = new List<(string, string)>();
        var links = 0;
        while (ahead.TryPop(out var name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            var next = Path.Join(at, name);
            var link = new FileInfo(next).LinkTarget;
            if (link is null)
            {
                if (ahead.Count == 0)
                {
                    entries.Add((at, name));
                }

                at = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"{path} leads through more than {MostLinks} links.");
            }

            entries.Add((at, name));
            if (Path.IsPathRooted(link))
            {
                at = Path.GetPathRoot(link)!;
                link = link[at.Length..];
            }

            Push(ahead, link);
        }

        return new LinkChain(at, entries);
    }

    private static void Push(Stack<string> ahead, string path)
    {
        var names = path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                ahead.Push(names[i]);
            }
        }
    }
}
