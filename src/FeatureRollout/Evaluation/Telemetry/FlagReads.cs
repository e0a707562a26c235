namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// The answers given during one request: each flag and arm once, as first given, up to <see cref="Most"/>. Thread-safe, since a request may
/// ask from several threads.
/// </summary>
internal sealed class FlagReads
{
    /// <summary>More are passed over: a request that asks so many flags is a list of them.</summary>
    internal const int Most = 256;

    private const int First = 4;

    private readonly Lock _gate = new();
    private FlagRead[]? _reads = new FlagRead[First];
    private int _count;

    /// <summary>Notes an answer; nothing once the request has ended.</summary>
    public void Note(CompiledFlag flag, Verdict verdict, string? customerId)
    {
        lock (_gate)
        {
            if (Find(flag, verdict.Enabled) < 0)
            {
                Add(new FlagRead(flag, verdict, customerId, IsSettled: false));
            }
        }
    }

    /// <summary>The host's code has told how an answer went, or nothing can be told of it: the request's result is not recorded under it.</summary>
    public void Settle(CompiledFlag flag, Verdict verdict)
    {
        lock (_gate)
        {
            var at = Find(flag, verdict.Enabled);
            if (at < 0)
            {
                Add(new FlagRead(flag, verdict, null, IsSettled: true));
            }
            else
            {
                _reads![at] = _reads[at] with { IsSettled = true };
            }
        }
    }

    /// <summary>Ends the request: gives what is to be recorded, and lets go of it. Nothing the second time.</summary>
    public ArraySegment<FlagRead> End()
    {
        lock (_gate)
        {
            var reads = _reads;
            _reads = null;
            return reads is null ? [] : new ArraySegment<FlagRead>(reads, 0, _count);
        }
    }

    /// <summary>A flag is the same one after a change of flags in mid-request; the answer's stage is that of the first.</summary>
    private int Find(CompiledFlag flag, bool enabled)
    {
        var record = flag.Record;
        for (var i = 0; _reads is { } reads && i < _count; i++)
        {
            if (ReferenceEquals(reads[i].Flag.Record, record) && reads[i].Verdict.Enabled == enabled)
            {
                return i;
            }
        }

        return -1;
    }

    private void Add(in FlagRead read)
    {
        if (_reads is null || _count == Most)
        {
            return;
        }

        if (_count == _reads.Length)
        {
            Array.Resize(ref _reads, 2 * _count);
        }

        _reads[_count++] = read;
    }
}

/// <summary>An answer given during a request.</summary>
/// <param name="Flag">The flag as it was when it answered.</param>
/// <param name="Verdict">The answer.</param>
/// <param name="CustomerId">Who it was about; null where nobody is known.</param>
/// <param name="IsSettled">Whether its outcome is not the request's.</param>
internal readonly record struct FlagRead(CompiledFlag Flag, Verdict Verdict, string? CustomerId, bool IsSettled)
{
    /// <summary>Records how the request went under this answer.</summary>
    public void Record(in FlagOutcome outcome) =>
        Flag.Record.Record(new FlagEvaluation(Flag.Key, Flag, Verdict, null, null, 0), Flag.Parts.Outcomes, outcome);
}
