using System.Collections.Concurrent;
using FeatureRollout.Control.History;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>The outcomes of all processes as they came out of the store. Thread-safe; written by one.</summary>
internal sealed class OutcomeView
{
    /// <summary>Of so many flags outcomes are kept finely: those that were first met.</summary>
    private const int MostFine = 1_000;

    private static readonly OutcomeWindows Nothing = new();

    // By flag, so that all stays of one are found at once.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<OutcomeKey, Stay>> _flags = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, FineOutcomes> _fine = new(StringComparer.Ordinal);

    /// <summary>Since when counts were read as they came, and not joined to longer spans.</summary>
    public DateTimeOffset FineSince { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Adds counts.</summary>
    /// <exception cref="InvalidDataException">They are none that a process can have sent.</exception>
    public void Add(IEnumerable<StoredOutcomes> outcomes)
    {
        // In the order of their time, since latencies that come late are not in the finer steps.
        foreach (var stored in outcomes.OrderBy(outcome => outcome.At))
        {
            var counts = stored.Counts;
            if (counts.Successes < 0 || counts.Failures < 0 || stored.Span < TimeSpan.Zero
                || counts.Latencies.Any(latency => latency is not { Bucket: >= 0 and < LatencyBuckets.Count, Count: > 0 }))
            {
                throw new InvalidDataException($"The store gave outcomes of {counts.Flag} that are out of their range.");
            }

            var stays = _flags.GetOrAdd(counts.Flag, static _ => []);
            var stay = stays.GetOrAdd(new OutcomeKey(counts.Flag, counts.Stage, counts.Generation), static (_, ticks) => new Stay(ticks), stored.At.UtcTicks);
            stay.SinceTicks = Math.Min(stay.SinceTicks, stored.At.UtcTicks);
            var counted = new CountedArm(counts.Enabled, counts.Drawn, counts.Successes, counts.Failures, [.. counts.Latencies.Select(latency => (latency.Bucket, latency.Count))]);
            stay.Windows.Put(counted, stored.At.UtcTicks, stored.Span);
            if (stored.Span == TimeSpan.Zero && FineOf(counts.Flag) is { } fine)
            {
                fine.Add(stored.At.UtcTicks, counted);
            }
        }
    }

    /// <summary>A window as criteria read it; null where nothing was counted and no time is known to have been.</summary>
    /// <param name="key">The stay in a stage.</param>
    /// <param name="arm">The arm.</param>
    /// <param name="over">The window; null for the whole stay.</param>
    /// <param name="now">Now, by the store's clock.</param>
    /// <param name="served">How long this process has served the stage; null where it does not.</param>
    public OutcomeSample? Sample(OutcomeKey key, OutcomeArm arm, TimeSpan? over, DateTimeOffset now, TimeSpan? served)
    {
        var stay = StayOf(key);
        if (stay is null && served is null)
        {
            return null;
        }

        var known = TimeSpan.FromTicks(Math.Max(0, stay is null ? 0 : now.UtcTicks - stay.SinceTicks));
        return (stay?.Windows ?? Nothing).Sample(arm, over, now.UtcTicks, key.Run, served > known ? served.Value : known);
    }

    /// <summary>A window as people read it.</summary>
    public ArmStatistics Read(OutcomeKey key, OutcomeArm arm, TimeSpan window, DateTimeOffset now) =>
        (StayOf(key)?.Windows ?? Nothing).Read(arm, window, now.UtcTicks);

    /// <summary>All that was counted of a flag.</summary>
    public CountedStays StaysOf(string flag, DateTimeOffset now) => new(now, [.. (_flags.GetValueOrDefault(flag) ?? []).Select(stay => (stay.Key, stay.Value.Windows))])
    {
        Noted = _fine.GetValueOrDefault(flag) is { } fine ? new NotedOutcomes(fine, FineSince) : null,
    };

    private FineOutcomes? FineOf(string flag) =>
        _fine.TryGetValue(flag, out var fine) ? fine : _fine.Count < MostFine ? _fine[flag] = new FineOutcomes() : null;

    private Stay? StayOf(OutcomeKey key) => _flags.GetValueOrDefault(key.Flag)?.GetValueOrDefault(key);

    private sealed class Stay(long sinceTicks)
    {
        public OutcomeWindows Windows { get; } = new();

        public long SinceTicks { get; set; } = sinceTicks;
    }
}
