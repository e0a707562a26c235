namespace FeatureRollout.Providers;

/// <summary>Settles the contents whose names depend on the flags that other layers have.</summary>
internal static class NameMatching
{
    /// <summary>
    /// Settles each such content, the lowest first, for the flags of all layers with names of their own and of those
    /// settled before it.
    /// </summary>
    /// <param name="contents">Lowest precedence first; null for a layer that has none.</param>
    public static FlagSet?[] Settle(FlagSet?[] contents)
    {
        if (Array.TrueForAll(contents, content => content?.ForFlags is null))
        {
            return contents;
        }

        var keys = contents.Where(content => content is { ForFlags: null }).SelectMany(content => KeysOf(content!)).ToHashSet(StringComparer.Ordinal);
        return Array.ConvertAll(contents, content =>
        {
            if (content?.ForFlags is not { } forFlags)
            {
                return content;
            }

            var settled = forFlags(keys);
            keys.UnionWith(KeysOf(settled));
            return settled;
        });
    }

    private static IEnumerable<string> KeysOf(FlagSet content) => content.Flags.Keys.Concat(content.States?.Keys ?? []);
}
