namespace FeatureRollout.Dashboard;

/// <summary>Reads events backwards from a store that gives them by rising sequence: it looks for the place to begin with reads of few events.</summary>
internal static class NewestEvents
{
    /// <summary>The newest events before a sequence, newest first; null for the very newest.</summary>
    public static async Task<IReadOnlyList<RolloutEvent>> ReadAsync(IRolloutManager manager, string? key, long? before, int count, CancellationToken cancellationToken)
    {
        var end = before ?? await EndAsync(manager, key, cancellationToken).ConfigureAwait(false);
        var low = 0L;
        var best = await BetweenAsync(manager, key, 0, end, count, cancellationToken).ConfigureAwait(false);
        var high = best.Count < count ? 0 : end;

        // The events after low are always enough; those after high never are.
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var found = await BetweenAsync(manager, key, middle, end, count, cancellationToken).ConfigureAwait(false);
            if (found.Count < count)
            {
                high = middle;
            }
            else
            {
                low = middle;
                best = found;
                if (found[^1].Sequence == end - 1)
                {
                    break;
                }
            }
        }

        return [.. best.Reverse()];
    }

    private static async Task<IReadOnlyList<RolloutEvent>> BetweenAsync(IRolloutManager manager, string? key, long after, long end, int count, CancellationToken cancellationToken)
    {
        var events = await manager.ReadEventsAsync(key, after, count, cancellationToken).ConfigureAwait(false);
        return events.Count > 0 && events[^1].Sequence >= end ? [.. events.Where(happened => happened.Sequence < end)] : events;
    }

    /// <summary>The first sequence after all events.</summary>
    private static async Task<long> EndAsync(IRolloutManager manager, string? key, CancellationToken cancellationToken)
    {
        var low = 0L;
        var high = 1L;
        while (await LastOfAsync(high).ConfigureAwait(false) is { } last)
        {
            low = last;
            high = Math.Max(high, last) * 2;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await LastOfAsync(middle).ConfigureAwait(false) is { } last)
            {
                low = last;
            }
            else
            {
                high = middle;
            }
        }

        return low + 1;

        async Task<long?> LastOfAsync(long after)
        {
            const int Few = 64;
            var events = await manager.ReadEventsAsync(key, after, Few, cancellationToken).ConfigureAwait(false);
            return events.Count == 0 ? null : events[^1].Sequence;
        }
    }
}
