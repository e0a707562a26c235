using System.Collections.Concurrent;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>The outcomes of all processes as they came out of the store. Thread-safe; written by one.</summary>
internal sealed class OutcomeView
{
    private static readonly OutcomeWindows Nothing = new();

    private readonly ConcurrentDictionary<OutcomeKey, Stay> _stays = [];

    /// <summary>Adds counts.</summary>
    /// <exception cref="InvalidDataException">They are none that a process can have sent.</exception>
    public void Add(IEnumerable<StoredOutcomes> outcomes)
    {
        foreach (var stored in outcomes)
        {
            var counts = stored.Counts;
            if (counts.Successes < 0 || counts.Failures < 0 || stored.Span < TimeSpan.Zero
                || counts.Latencies.Any(latency => latency is not { Bucket: >= 0 and < LatencyBuckets.Count, Count: > 0 }))
            {
                throw new InvalidDataException($"The store gave outcomes of {counts.Flag} that are out of their range.");
            }

            var stay = _stays.GetOrAdd(new OutcomeKey(counts.Flag, counts.Stage, counts.Generation), static (_, ticks) => new Stay(ticks), stored.At.UtcTicks);
            stay.SinceTicks = Math.Min(stay.SinceTicks, stored.At.UtcTicks);
            stay.Windows.Put(
                new CountedArm(
                    counts.Enabled,
                    counts.Drawn,
                    counts.Successes,
                    counts.Failures,
                    [.. counts.Latencies.Select(latency => (latency.Bucket, latency.Count))]),
                stored.At.UtcTicks,
                stored.Span);
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
        var stay = _stays.GetValueOrDefault(key);
        if (stay is null && served is null)
        {
            return null;
        }

        var known = TimeSpan.FromTicks(Math.Max(0, stay is null ? 0 : now.UtcTicks - stay.SinceTicks));
        return (stay?.Windows ?? Nothing).Sample(arm, over, now.UtcTicks, key.Run, served > known ? served.Value : known);
    }

    /// <summary>A window as people read it.</summary>
    public ArmStatistics Read(OutcomeKey key, OutcomeArm arm, TimeSpan window, DateTimeOffset now) =>
        (_stays.GetValueOrDefault(key)?.Windows ?? Nothing).Read(arm, window, now.UtcTicks);

    private sealed class Stay(long sinceTicks)
    {
        public OutcomeWindows Windows { get; } = new();

        public long SinceTicks { get; set; } = sinceTicks;
    }
}
