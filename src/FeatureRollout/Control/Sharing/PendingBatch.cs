using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>A batch until it is confirmed: what is in it never changes, only how old that is.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Counts">The counts, each with the middle of its time as a timestamp.</param>
/// <param name="Errors">The errors, oldest first.</param>
internal sealed record PendingBatch(long Sequence, IReadOnlyList<(long At, OutcomeDelta Counts)> Counts, IReadOnlyList<(string Flag, LoggedError Error)> Errors)
{
    /// <summary>The batch as it is sent now.</summary>
    public OutcomeBatch At(long now, string processId, TimeProvider time)
    {
        return new OutcomeBatch
        {
            ProcessId = processId,
            Sequence = Sequence,
            Outcomes = [.. Counts.Select(each => new AgedOutcomes(Age(each.At), each.Counts))],
            Errors = [.. Errors.Select(each => new AgedError(Age(each.Error.Timestamp), each.Flag, each.Error.Stage, each.Error.Error))],
        };

        TimeSpan Age(long timestamp) => timestamp < now ? time.GetElapsedTime(timestamp, now) : TimeSpan.Zero;
    }
}
