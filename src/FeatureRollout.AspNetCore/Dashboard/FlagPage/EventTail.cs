using System.Collections.Concurrent;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>
/// The newest events of a key. A store reads them from the oldest on; from where the newest began at the last reading is remembered, so that a page that looks every
/// ten seconds does not read a year's events each time. Events themselves are not kept: an erased customer is gone from the next reading.
/// </summary>
internal sealed class EventTail(IRolloutManager manager)
{
    /// <summary>How many are wanted.</summary>
    public const int Kept = 200;

    private const int Page = 1_000;
    private const int MostKeys = 10_000;

    private readonly ConcurrentDictionary<string, long> _from = new(StringComparer.Ordinal);

    /// <summary>The newest events, newest first.</summary>
    public async Task<IReadOnlyList<RolloutEvent>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var from = _from.GetValueOrDefault(key);
        var newest = await ReadFromAsync(key, from, cancellationToken).ConfigureAwait(false);
        if (from > 0 && newest.Count < Kept)
        {
            // Fewer than there were: the environment was restored or its past was cleared.
            newest = await ReadFromAsync(key, 0, cancellationToken).ConfigureAwait(false);
        }

        if (newest.Count == Kept && _from.Count < MostKeys)
        {
            _from[key] = newest.Peek().Sequence - 1;
        }

        return [.. newest.Reverse()];
    }

    private async Task<Queue<RolloutEvent>> ReadFromAsync(string key, long after, CancellationToken cancellationToken)
    {
        var newest = new Queue<RolloutEvent>();
        while (true)
        {
            var read = await manager.ReadEventsAsync(key, after, Page, cancellationToken).ConfigureAwait(false);
            foreach (var happened in read)
            {
                newest.Enqueue(happened);
                if (newest.Count > Kept)
                {
                    newest.Dequeue();
                }

                after = happened.Sequence;
            }

            if (read.Count < Page)
            {
                return newest;
            }
        }
    }
}
