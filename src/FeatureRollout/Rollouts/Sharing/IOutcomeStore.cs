namespace FeatureRollout;

/// <summary>
/// A store that adds up the outcomes of many processes. Each process sends batches, numbered 1, 2, 3 …, and repeats one
/// until it is confirmed: a batch that is there already adds nothing. Thread-safe.
/// </summary>
public interface IOutcomeStore
{
    /// <summary>
    /// Adds a batch, all or nothing; nothing where this or a later one of the same process is there. An outcome's time is the store's clock less its age.
    /// </summary>
    /// <exception cref="ArgumentException">A part of the batch is out of its range.</exception>
    ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what was added since a reading, or all that is kept. No count is given twice, none is left out, however batches and compaction fall between two readings.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="after">The <see cref="OutcomeReading.Cursor"/> of the reading before; 0 for none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken);

    /// <summary>Reads the errors told with the outcomes of a flag: the newest 100, and the 64 most frequent of those kept.</summary>
    ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken);

    /// <summary>Joins old counts into longer spans and forgets what is kept no longer. Called about once a minute by the process that controls.</summary>
    ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken);
}

/// <summary>What one process counted since its batch before.</summary>
public sealed record OutcomeBatch
{
    /// <summary>The process: a name that no other process, and no other run of it, has. 1 to 200 characters.</summary>
    public required string ProcessId { get; init; }

    /// <summary>1, 2, 3 … for each process.</summary>
    public required long Sequence { get; init; }

    /// <summary>The counts; at most one for each flag, stage, generation, arm and age.</summary>
    public IReadOnlyList<AgedOutcomes> Outcomes { get; init; } = [];

    /// <summary>The newest errors that came with them, oldest first; at most 100 of a flag.</summary>
    public IReadOnlyList<AgedError> Errors { get; init; } = [];
}

/// <summary>Counts, and how long ago they were made.</summary>
/// <param name="Age">From the middle of the counted time until the batch is handed to the store; not negative.</param>
/// <param name="Counts">The counts.</param>
public sealed record AgedOutcomes(TimeSpan Age, OutcomeDelta Counts);

/// <summary>An error, and how long ago it came.</summary>
/// <param name="Age">Until the batch is handed to the store; not negative.</param>
/// <param name="Flag">The flag that was on.</param>
/// <param name="Stage">The stage of its answer; null in none.</param>
/// <param name="Error">What went wrong.</param>
public sealed record AgedError(TimeSpan Age, string Flag, string? Stage, OutcomeError Error);

/// <summary>Outcomes counted under one kind of answer.</summary>
public sealed record OutcomeDelta
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>The stage of the answer; null under no rollout.</summary>
    public string? Stage { get; init; }

    /// <summary>Which stay in that stage.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the answer was on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether a percentage or a rule gave the answer, so that those who got the other one can be compared with.</summary>
    public required bool Drawn { get; init; }

    /// <summary>Outcomes that succeeded.</summary>
    public required long Successes { get; init; }

    /// <summary>Outcomes that failed.</summary>
    public required long Failures { get; init; }

    /// <summary>The latencies of those that told one, by rising bucket, each more than zero.</summary>
    public IReadOnlyList<LatencyCount> Latencies { get; init; } = [];
}

/// <summary>How many latencies fell into one bucket.</summary>
/// <param name="Bucket">
/// The bucket, 0 to 2,239: up to 127 a tick of 100 ns each, above that 64 to each doubling; <c>docs/outcomes.md</c> gives the formula.
/// </param>
/// <param name="Count">More than zero.</param>
public readonly record struct LatencyCount(int Bucket, long Count);

/// <summary>Counts as they came out of the store.</summary>
public sealed record OutcomeReading
{
    /// <summary>Whether these are all counts that are kept, in place of what was read before; else they are added to it.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>For the next reading.</summary>
    public required long Cursor { get; init; }

    /// <summary>The counts, in any order.</summary>
    public required IReadOnlyList<StoredOutcomes> Outcomes { get; init; }
}

/// <summary>Counts, and when they were made.</summary>
/// <param name="At">A moment within the counted span, by the store's clock.</param>
/// <param name="Span">How long a span they stand for: zero for a batch as it came, an hour or a day for counts that were joined; its start is then at <paramref name="At"/>.</param>
/// <param name="Counts">The counts.</param>
public sealed record StoredOutcomes(DateTimeOffset At, TimeSpan Span, OutcomeDelta Counts);

/// <summary>Errors as they came out of the store.</summary>
/// <param name="Recent">The newest, newest first; at most 100.</param>
/// <param name="Top">The most frequent of those kept, most frequent first; at most 64.</param>
public sealed record OutcomeErrors(IReadOnlyList<RecordedError> Recent, IReadOnlyList<ErrorCount> Top);
