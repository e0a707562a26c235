namespace FeatureRollout.Outcomes;

/// <summary>
/// All windows of a client into which outcomes may still come, so that those of every flag and stage can be taken and sent to a
/// store that many processes share. Thread-safe.
/// </summary>
/// <remarks>
/// Until somebody takes, windows that are retired leave at once, so that a client on its own keeps nothing. Later they stay for
/// <see cref="LongestLate"/> and until they are empty: what comes later still, of a stage that four others have followed, is lost.
/// </remarks>
internal sealed class OutcomeLedger(TimeProvider time)
{
    /// <summary>For so long outcomes of a stage that is no longer kept are waited for.</summary>
    internal static readonly TimeSpan LongestLate = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private List<Entry> _entries = [];
    private bool _isTaken;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>Notes windows.</summary>
    internal void Add(string flag, string? stage, int generation, OutcomeWindows windows, ErrorLog errors)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(flag, stage, generation, windows, errors));
        }
    }

    /// <summary>Windows that get no new answers; late outcomes may come.</summary>
    internal void Retire(OutcomeWindows windows)
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _entries.RemoveAll(entry => entry.Windows == windows);
            }
            else if (_entries.Find(entry => entry.Windows == windows) is { } retired)
            {
                retired.RetiredAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>From now on somebody takes.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            _isTaken = true;
        }
    }

    /// <summary>Takes everything that was counted since it was last taken; by one thread at a time.</summary>
    internal void Take(Action<(string Flag, string? Stage, int Generation), TakenOutcomes> outcomes, Action<string, LoggedError> errors)
    {
        Entry[] entries;
        lock (_gate)
        {
            _isTaken = true;
            entries = [.. _entries];
        }

        var logs = new HashSet<ErrorLog>(ReferenceEqualityComparer.Instance);
        foreach (var entry in entries)
        {
            // Asked for before taking: what comes between belongs to what is waited for.
            var isLate = entry.RetiredAt is { } retired && time.GetElapsedTime(retired) > LongestLate;
            var isEmpty = true;
            foreach (var taken in entry.Windows.Take(time.GetTimestamp()))
            {
                isEmpty = false;
                outcomes((entry.Flag, entry.Stage, entry.Generation), taken);
            }

            if (logs.Add(entry.Errors))
            {
                foreach (var error in entry.Errors.Take())
                {
                    errors(entry.Flag, error);
                }
            }

            entry.MayGo = isLate && isEmpty;
        }

        lock (_gate)
        {
            _entries = [.. _entries.Where(entry => !entry.MayGo)];
        }
    }

    private sealed class Entry(string flag, string? stage, int generation, OutcomeWindows windows, ErrorLog errors)
    {
        public string Flag => flag;

        public string? Stage => stage;

        public int Generation => generation;

        public OutcomeWindows Windows => windows;

        public ErrorLog Errors => errors;

        public long? RetiredAt { get; set; }

        public bool MayGo { get; set; }
    }
}
