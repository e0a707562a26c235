using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>
/// What was taken and is in no batch yet. While the store is away, cuts of one flag, stage and arm are joined: those of the last five minutes
/// by half minutes, of the last two hours by ten minutes, older ones by hours. Not thread-safe.
/// </summary>
/// <remarks>
/// Of each flag, stage and arm that has outcomes at most 11 + 13 + 168 cuts are held, of about 100 bytes and 16 for each latency bucket in
/// use; of errors the newest 100 of a flag and 1,000 in all, at most about 6 MB. Counts older than a week are dropped, since no window
/// would hold them; nothing else is.
/// </remarks>
internal sealed class OutcomeBacklog(TimeProvider time)
{
    private const int MostErrors = 1_000;

    private static readonly TimeSpan Finest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Middle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Coarsest = TimeSpan.FromHours(1);

    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<(OutcomeKey Key, bool Enabled, bool Drawn), List<TakenOutcomes>> _cuts = [];
    private readonly Queue<(string Flag, LoggedError Error)> _errors = [];

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => _cuts.Count == 0 && _errors.Count == 0;

    /// <summary>How many cuts are held.</summary>
    public int Count => _cuts.Values.Sum(cuts => cuts.Count);

    /// <summary>How many errors are held.</summary>
    public int ErrorCount => _errors.Count;

    /// <summary>Takes everything new from a client.</summary>
    public void Fill(OutcomeLedger ledger)
    {
        ledger.Take(
            (key, taken) => Add(new OutcomeKey(key.Flag, key.Stage, key.Generation), taken),
            (flag, error) => _errors.Enqueue((flag, error)));
        Join();
        ForgetErrors();
    }

    /// <summary>Cuts the next batch, oldest counts first within each arm.</summary>
    public PendingBatch Cut(long sequence, int most)
    {
        var counts = new List<(long At, OutcomeDelta Counts)>();
        foreach (var (place, cuts) in _cuts)
        {
            var count = Math.Min(cuts.Count, most - counts.Count);
            counts.AddRange(cuts.Take(count).Select(cut => (cut.Since + ((cut.Until - cut.Since) / 2), Delta(place.Key, cut.Counted))));
            cuts.RemoveRange(0, count);
            if (counts.Count == most)
            {
                break;
            }
        }

        foreach (var (place, _) in _cuts.Where(each => each.Value.Count == 0))
        {
            _cuts.Remove(place);
        }

        var errors = _errors.ToArray();
        _errors.Clear();
        return new PendingBatch(sequence, counts, errors);
    }

    /// <summary>Takes errors out; gives how many.</summary>
    public int EraseErrors(Predicate<LoggedError> isGone)
    {
        var all = _errors.ToArray();
        _errors.Clear();
        foreach (var each in all.Where(each => !isGone(each.Error)))
        {
            _errors.Enqueue(each);
        }

        return all.Length - _errors.Count;
    }

    private void Add(OutcomeKey key, in TakenOutcomes taken)
    {
        var place = (key, taken.Counted.Enabled, taken.Counted.Drawn);
        if (!_cuts.TryGetValue(place, out var cuts))
        {
            _cuts[place] = cuts = [];
        }

        cuts.Add(taken);
    }

    private void Join()
    {
        var now = time.GetTimestamp();
        foreach (var (place, cuts) in _cuts)
        {
            cuts.RemoveAll(cut => time.GetElapsedTime(cut.Until, now) > OutcomeWindows.LongestWindow);
            if (cuts.Count == 0)
            {
                _cuts.Remove(place);
                continue;
            }

            var joined = 0;
            for (var i = 1; i < cuts.Count; i++)
            {
                if (SlotOf(cuts[joined].Until, now) == SlotOf(cuts[i].Until, now))
                {
                    cuts[joined] = new TakenOutcomes(cuts[joined].Since, cuts[i].Until, cuts[joined].Counted.With(cuts[i].Counted));
                }
                else
                {
                    cuts[++joined] = cuts[i];
                }
            }

            cuts.RemoveRange(joined + 1, cuts.Count - joined - 1);
        }
    }

    private (TimeSpan Length, long Number) SlotOf(long timestamp, long now)
    {
        var age = time.GetElapsedTime(timestamp, now);
        var length = age <= TimeSpan.FromMinutes(5) ? Finest : age <= TimeSpan.FromHours(2) ? Middle : Coarsest;
        return (length, time.GetElapsedTime(_origin, timestamp).Ticks / length.Ticks);
    }

    private void ForgetErrors()
    {
        if (_errors.Count <= ErrorLog.MostRecent)
        {
            return;
        }

        // From the newest on, so that each flag keeps its newest.
        var kept = _errors.Reverse().GroupBy(each => each.Flag, StringComparer.Ordinal)
            .SelectMany(flag => flag.Take(ErrorLog.MostRecent))
            .OrderByDescending(each => each.Error.Timestamp)
            .Take(MostErrors)
            .Reverse()
            .ToArray();
        _errors.Clear();
        foreach (var each in kept)
        {
            _errors.Enqueue(each);
        }
    }

    private static OutcomeDelta Delta(OutcomeKey key, in CountedArm counted) => new()
    {
        Flag = key.Flag,
        Stage = key.Stage,
        Generation = key.Generation,
        Enabled = counted.Enabled,
        Drawn = counted.Drawn,
        Successes = counted.Successes,
        Failures = counted.Failures,
        Latencies = [.. counted.Latencies.Select(one => new LatencyCount(one.Bucket, one.Count))],
    };
}
