namespace FeatureRollout.Dashboard;

/// <summary>Reads events backwards from a store that gives them by rising sequence: it goes back from the end in growing leaps until there are enough. Nothing is kept: an erased customer is gone from the next reading.</summary>
internal static class NewestEvents
{
    private const int ReadAtOnce = 1_000;

    /// <summary>The newest events before a sequence, newest first; null for the very newest.</summary>
    public static async Task<IReadOnlyList<RolloutEvent>> ReadAsync(IRolloutManager manager, string? key, long? before, int count, CancellationToken cancellationToken)
    {
        var oldest = await manager.ReadEventsAsync(key, 0, count, cancellationToken).ConfigureAwait(false);
        if (oldest.Count < count)
        {
            return [.. oldest.Where(happened => !(happened.Sequence >= before)).Reverse()];
        }

        var end = before ?? await EndAsync(manager, key, oldest[^1].Sequence, cancellationToken).ConfigureAwait(false);
        for (var leap = (long)count; ; leap *= 2)
        {
            var after = Math.Max(0, end - 1 - leap);
            var newest = await BetweenAsync(manager, key, after, end, count, cancellationToken).ConfigureAwait(false);
            if (newest.Count == count || after == 0)
            {
                return [.. newest.Reverse()];
            }
        }
    }

    /// <summary>The last so many events between two sequences.</summary>
    private static async Task<Queue<RolloutEvent>> BetweenAsync(IRolloutManager manager, string? key, long after, long end, int count, CancellationToken cancellationToken)
    {
        var newest = new Queue<RolloutEvent>();
        while (true)
        {
            var read = await manager.ReadEventsAsync(key, after, ReadAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (var happened in read.Where(happened => happened.Sequence < end))
            {
                newest.Enqueue(happened);
                if (newest.Count > count)
                {
                    newest.Dequeue();
                }
            }

            if (read.Count < ReadAtOnce || read[^1].Sequence >= end - 1)
            {
                return newest;
            }

            after = read[^1].Sequence;
        }
    }

    /// <summary>The first sequence after all events.</summary>
    private static async Task<long> EndAsync(IRolloutManager manager, string? key, long low, CancellationToken cancellationToken)
    {
        var high = low * 2;
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
