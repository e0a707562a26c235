namespace FeatureRollout.Control.Sharing;

/// <summary>
/// What others write while this process controls: whether a look is due for it, and the changes made outside of the library, of which
/// nobody else tells. It begins with the newest event when the control is taken, so that nothing is told twice; what was changed outside
/// while nobody controlled is in the audit and is not told. Called by one thread at a time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="environment">The environment.</param>
/// <param name="tell">Told of each change made outside, with the document as it stands.</param>
internal sealed class ControllerEvents(IRolloutStateStore store, string environment, Action<FlagDocument, IReadOnlyList<RolloutEvent>> tell)
{
    /// <summary>How the actor of an event begins that a store wrote itself, about a change made by hand, such as in SQL.</summary>
    public const string Outside = "sql:";

    private const int Page = 1_000;

    private long _last;

    /// <summary>Begins after the newest event.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken) => _last = await NewestAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Tells of the changes made outside since the last reading.</summary>
    /// <returns>Whether somebody else than a controller has changed anything since.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var isByOthers = false;
        while (true)
        {
            var events = await store.ReadEventsAsync(environment, null, _last, Page, cancellationToken).ConfigureAwait(false);
            var outside = events.Where(each => each.Actor.StartsWith(Outside, StringComparison.Ordinal)).GroupBy(each => (each.Key, each.Version)).ToArray();
            var documents = new Dictionary<string, FlagDocument>(StringComparer.Ordinal);
            foreach (var key in outside.Select(change => change.Key.Key).Distinct(StringComparer.Ordinal))
            {
                documents[key] = await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false);
            }

            _last = events.Count > 0 ? events[^1].Sequence : _last;
            isByOthers |= events.Any(each => each.Actor is not (RolloutController.Actor or ConfiguredNumber.Actor));
            foreach (var change in outside)
            {
                tell(documents[change.Key.Key] with { Version = change.Key.Version }, [.. change]);
            }

            if (events.Count < Page)
            {
                return isByOthers;
            }
        }
    }

    /// <summary>The sequence of the newest event: doubled until nothing follows, then halved. Reading all would take as long as the history.</summary>
    private async ValueTask<long> NewestAsync(CancellationToken cancellationToken)
    {
        var (found, none) = (0L, long.MaxValue);
        while (found < none)
        {
            var probe = none < long.MaxValue ? found + ((none - found) / 2) : Math.Max(_last, found > long.MaxValue / 2 ? long.MaxValue - 1 : found * 2);
            var next = await store.ReadEventsAsync(environment, null, probe, 1, cancellationToken).ConfigureAwait(false);
            if (next.Count > 0)
            {
                found = next[0].Sequence;
            }
            else
            {
                none = probe;
            }
        }

        return found;
    }
}
