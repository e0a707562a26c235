namespace FeatureRollout.Evaluation;

/// <summary>
/// When each flag was last asked for in this process. No question reads a clock: whoever looks, at most once in
/// <see cref="Resolution"/>, compares the counts with those of the look before, and the time of the first look after a question stands for
/// it. So a flag is never taken to be unread for longer than it is. Thread-safe.
/// </summary>
internal sealed class ReadTimes(TimeProvider time)
{
    /// <summary>Looks are so far apart.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    /// <summary>A flag that was asked for within this time is one that somebody asks for.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Lock _looking = new();
    private Dictionary<string, Read> _reads = new(StringComparer.Ordinal);
    private long? _lookedAt;

    /// <summary>Compares the counts, unless that was done just now.</summary>
    public void Look(Snapshot snapshot)
    {
        lock (_looking)
        {
            if (_lookedAt is { } looked && time.GetElapsedTime(looked) < Resolution)
            {
                return;
            }

            _lookedAt = time.GetTimestamp();
            var now = time.GetUtcNow();
            foreach (var flag in Asked(snapshot, now))
            {
                _reads[flag] = _reads[flag] with { At = now };
            }
        }
    }

    /// <summary>Since when nobody has asked for a flag; null where somebody does, or where it has not been there at a look.</summary>
    public DateTimeOffset? UnreadSince(string flag)
    {
        lock (_looking)
        {
            return _reads.TryGetValue(flag, out var read) && time.GetUtcNow() - read.At >= Pause ? read.At : null;
        }
    }

    /// <summary>The flags that were asked for since the last look, and those that they require: code that asks for the one depends on the other.</summary>
    private HashSet<string> Asked(Snapshot snapshot, DateTimeOffset now)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<CompiledFlag>();
        var reads = new Dictionary<string, Read>(snapshot.Flags.Count, StringComparer.Ordinal);
        foreach (var flag in snapshot.Flags)
        {
            var (off, on) = EvaluationCounters.Read(flag.Record.Slot);
            if (!_reads.TryGetValue(flag.Key, out var before))
            {
                before = new Read(0, now);
            }

            reads[flag.Key] = before with { Count = off + on };
            if (off + on != before.Count && asked.Add(flag.Key))
            {
                open.Enqueue(flag);
            }
        }

        // A flag that is gone is forgotten: when it comes back, nobody can have asked for it meanwhile.
        _reads = reads;
        while (open.TryDequeue(out var flag))
        {
            foreach (var key in flag.Source.Definition.Requires ?? [])
            {
                if (snapshot.Find(key) is { } required && asked.Add(key))
                {
                    open.Enqueue(required);
                }
            }
        }

        return asked;
    }

    /// <param name="Count">The count of questions at the last look.</param>
    /// <param name="At">The look at which it was last found to have moved, or the first.</param>
    private readonly record struct Read(long Count, DateTimeOffset At);
}
