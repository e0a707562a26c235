namespace FeatureRollout.Outcomes;

/// <summary>
/// The errors of one flag in this process while it was on, of all stages: the newest 100, and how often each came. Thread-safe;
/// at most half a megabyte if every error is as long as may be, and nothing before the first.
/// </summary>
/// <remarks>
/// Frequencies are those of Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient Computation of Frequent and Top-k Elements
/// in Data Streams", ICDT 2005) with 64 counters: exact up to 64 different errors; beyond, a new error takes the place and the count of the rarest, so that
/// a count may be too high by at most a 64th of all errors, and no error more frequent than that is missing.
/// </remarks>
internal sealed class ErrorLog
{
    internal const int MostRecent = 100;
    internal const int MostDistinct = 64;

    private readonly Lock _gate = new();
    private readonly Queue<LoggedError> _recent = [];
    private readonly Dictionary<string, ErrorCount> _counts = new(StringComparer.Ordinal);
    private long _untaken;

    /// <summary>Notes an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="stage">The stage of its answer.</param>
    /// <param name="at">When.</param>
    /// <param name="timestamp">The same by the clock that never jumps.</param>
    internal void Add(OutcomeError error, string? stage, DateTimeOffset at, long timestamp = 0)
    {
        lock (_gate)
        {
            if (_recent.Count == MostRecent)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(new LoggedError(at, timestamp, stage, error));
            _untaken++;
            var before = 0L;
            if (_counts.TryGetValue(error.Text, out var known))
            {
                before = known.Count;
            }
            else if (_counts.Count == MostDistinct)
            {
                var rarest = _counts.Values.MinBy(count => count.Count)!;
                _counts.Remove(rarest.Error);
                before = rarest.Count;
            }

            _counts[error.Text] = new ErrorCount(error.Text, before + 1, at);
        }
    }

    /// <summary>Forgets errors, and calls others by another text; how often each came stays.</summary>
    /// <param name="isGone">Which are forgotten.</param>
    /// <param name="rename">The text that an error is counted under from now on; the same for most.</param>
    /// <returns>How many were forgotten.</returns>
    internal int Erase(Predicate<RecordedError> isGone, Func<string, string> rename)
    {
        lock (_gate)
        {
            var kept = _recent.Where(error => !isGone(Told(error))).ToArray();
            var gone = _recent.Count - kept.Length;
            _untaken = _recent.TakeLast((int)Math.Min(_untaken, _recent.Count)).Count(error => !isGone(Told(error)));
            _recent.Clear();
            foreach (var error in kept)
            {
                _recent.Enqueue(error);
            }

            foreach (var count in _counts.Values.ToArray())
            {
                if (rename(count.Error) is var text && text != count.Error)
                {
                    _counts.Remove(count.Error);
                    _counts[text] = _counts.TryGetValue(text, out var same)
                        ? new ErrorCount(text, same.Count + count.Count, same.LastAt > count.LastAt ? same.LastAt : count.LastAt)
                        : count with { Error = text };
                }
            }

            return gone;
        }
    }

    /// <summary>The newest errors, newest first.</summary>
    internal IReadOnlyList<RecordedError> Recent()
    {
        lock (_gate)
        {
            return [.. _recent.Reverse().Select(Told)];
        }
    }

    /// <summary>The errors that came since they were last taken, oldest first; of more than a hundred the newest.</summary>
    internal IReadOnlyList<LoggedError> Take()
    {
        lock (_gate)
        {
            var untaken = (int)Math.Min(_untaken, _recent.Count);
            _untaken = 0;
            return untaken == 0 ? [] : [.. _recent.Skip(_recent.Count - untaken)];
        }
    }

    /// <summary>The errors by frequency, most frequent first.</summary>
    internal IReadOnlyList<ErrorCount> Top()
    {
        lock (_gate)
        {
            return [.. _counts.Values.OrderByDescending(count => count.Count).ThenBy(count => count.Error, StringComparer.Ordinal)];
        }
    }

    private static RecordedError Told(LoggedError one) => one.Told();
}

/// <summary>One error in the log.</summary>
/// <param name="At">When.</param>
/// <param name="Timestamp">The same by the clock that never jumps.</param>
/// <param name="Stage">The stage of its answer.</param>
/// <param name="Error">The error.</param>
internal sealed record LoggedError(DateTimeOffset At, long Timestamp, string? Stage, OutcomeError Error)
{
    /// <summary>The error as people read it.</summary>
    public RecordedError Told() => new(At, Error.CustomerId, Stage, Error.Text, Error.Metadata);
}
