using FeatureRollout.Providers.Stores;

namespace FeatureRollout;

/// <summary>
/// Everything of one environment in one file: definitions, segments, plans, states, rollouts and events. JSON, one object
/// on a line; the last line counts the lines before it and carries their SHA-256, so that a damaged or shortened archive is
/// refused whole. What the controller remembers between looks is left out: it only waits anew.
/// </summary>
public static class RolloutArchive
{
    private const int EventsAtOnce = 1000;

    /// <summary>Writes an archive of an environment as it is at one moment; writes meanwhile do not disturb it, and are not in it.</summary>
    /// <param name="output">Takes the archive; it is left open.</param>
    /// <param name="store">The store.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="definitions">The flags, segments and plans that go with it, such as those of the flag file.</param>
    /// <param name="cancellationToken">Ends the writing, in the middle of the archive.</param>
    public static async Task WriteAsync(
        Stream output, IRolloutStateStore store, string environment, FlagSet definitions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definitions);
        var writer = new ArchiveWriter(output);
        var documents = await store.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        var versions = documents.ToDictionary(document => document.Key, document => document.Version, StringComparer.Ordinal);
        await writer.WriteHeaderAsync(environment, await store.GetTimeAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await writer.WriteDefinitionsAsync(definitions with { States = null }, cancellationToken).ConfigureAwait(false);
        foreach (var document in documents)
        {
            await writer.WriteAsync("document", document, RolloutJson.Write, cancellationToken).ConfigureAwait(false);
        }

        // A document and its events are written at once: those of later versions came after the documents were listed. Once all
        // that was listed has been met, the first event of a later version ends it, however busy the store is.
        var missing = versions.Where(version => version.Value > 0).Select(version => version.Key).ToHashSet(StringComparer.Ordinal);
        for (var (after, isWhole) = (0L, false); !isWhole;)
        {
            var events = await store.ReadEventsAsync(environment, key: null, after, EventsAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (var one in events)
            {
                var listed = versions.GetValueOrDefault(one.Key);
                if (one.Version > listed)
                {
                    isWhole |= missing.Count == 0;
                    continue;
                }

                await writer.WriteAsync("event", one, RolloutJson.Write, cancellationToken).ConfigureAwait(false);
                if (one.Version == listed)
                {
                    missing.Remove(one.Key);
                }
            }

            isWhole |= events.Count == 0;
            after = events.Count == 0 ? after : events[^1].Sequence;
        }

        await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an archive and checks all of it.</summary>
    /// <param name="input">The archive, read to its end.</param>
    /// <param name="name">What errors call it, such as its path.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is damaged, shortened, or needs a newer reader; the line is named.</exception>
    public static async Task<RolloutArchiveContent> ReadAsync(Stream input, string name = "archive", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        return ArchiveReader.Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), name);
    }

    /// <summary>Puts an archive's documents and events back exactly, all or nothing. Its definitions are the host's to put back.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="store">The store.</param>
    /// <param name="environment">The environment that takes it; it need not be the one that the archive was made of.</param>
    /// <param name="replace">Whether it takes the place of what is there; else only an empty environment takes it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="InvalidOperationException">The environment is not empty, and is not to be replaced.</exception>
    /// <exception cref="NotSupportedException">The store offers no restoring.</exception>
    public static ValueTask RestoreAsync(
        RolloutArchiveContent content, IRolloutStateStore store, string environment, bool replace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(store);
        return store.RestoreAsync(environment, content.Documents, content.Events, replace, cancellationToken);
    }

    /// <summary>The same for people: what is not empty and not to be replaced is a refusal.</summary>
    /// <exception cref="RolloutRefusedException">The environment is not empty, and is not to be replaced.</exception>
    internal static async ValueTask RestoreOrRefuseAsync(
        RolloutArchiveContent content, IRolloutStateStore store, string environment, bool replace, CancellationToken cancellationToken)
    {
        if (!replace && (await store.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Any(document => document.Version > 0))
        {
            throw new RolloutRefusedException($"The environment \"{environment}\" already keeps something; ask to replace it, or restore into an empty one.");
        }

        await RestoreAsync(content, store, environment, replace, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What an archive holds.</summary>
public sealed record RolloutArchiveContent
{
    /// <summary>The environment that it was made of.</summary>
    public required string Environment { get; init; }

    /// <summary>When, by that store's clock.</summary>
    public required DateTimeOffset ExportedAt { get; init; }

    /// <summary>The flags, segments and plans.</summary>
    public required FlagSet Definitions { get; init; }

    /// <summary>The documents, by key.</summary>
    public required IReadOnlyList<FlagDocument> Documents { get; init; }

    /// <summary>The events, by rising sequence.</summary>
    public required IReadOnlyList<RolloutEvent> Events { get; init; }
}
