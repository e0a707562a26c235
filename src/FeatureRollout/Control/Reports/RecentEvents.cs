namespace FeatureRollout.Control.Reports;

/// <summary>Reads the events of a time, however many came before them.</summary>
internal static class RecentEvents
{
    private const int AtOnce = 1000;

    /// <summary>The events from a moment on, oldest first; of all keys where the key is null.</summary>
    public static async ValueTask<IReadOnlyList<RolloutEvent>> ReadAsync(
        IRolloutStateStore store, string environment, string? key, DateTimeOffset from, CancellationToken cancellationToken)
    {
        List<RolloutEvent> recent = [];
        for (var after = 0L; ;)
        {
            var page = await store.ReadEventsAsync(environment, key, after, AtOnce, cancellationToken).ConfigureAwait(false);
            recent.AddRange(page.Where(one => one.At >= from));
            if (page.Count < AtOnce)
            {
                return recent;
            }

            after = page[^1].Sequence;
        }
    }
}
