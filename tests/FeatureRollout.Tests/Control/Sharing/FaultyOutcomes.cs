namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>A store of outcomes in memory whose calls fail as they are told to.</summary>
internal sealed class FaultyOutcomes(TimeProvider time) : IOutcomeStore
{
    public const string Environment = "test";

    public MemoryRolloutStore Inner { get; } = new(time);

    /// <summary>Every batch that was sent, in order, those that failed too.</summary>
    public List<OutcomeBatch> Sent { get; } = [];

    /// <summary>Fails before anything was done.</summary>
    public bool FailsBefore { get; set; }

    /// <summary>Fails although it took effect.</summary>
    public bool FailsAfter { get; set; }

    /// <summary>Never comes back, whatever is cancelled.</summary>
    public bool Hangs { get; set; }

    public bool CannotBeRead { get; set; }

    /// <summary>What becomes of a reading on the way.</summary>
    public Func<OutcomeReading, OutcomeReading> Spoils { get; set; } = reading => reading;

    /// <summary>Which a reading waits for.</summary>
    public Task? ReadingWaits { get; set; }

    /// <summary>The cursors of the readings that were begun.</summary>
    public List<long> Readings { get; } = [];

    /// <summary>What makes a batch be refused for good.</summary>
    public Predicate<OutcomeBatch> Refuses { get; set; } = _ => false;

    public async ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        Sent.Add(batch);
        if (FailsBefore)
        {
            throw new IOException("The store is away.");
        }

        if (Refuses(batch))
        {
            throw new ArgumentException("A part of the batch is out of its range.", nameof(batch));
        }

        if (Hangs)
        {
            await new TaskCompletionSource().Task;
        }

        await Inner.AddOutcomesAsync(environment, batch, cancellationToken);
        if (FailsAfter)
        {
            throw new IOException("The answer was lost.");
        }
    }

    public async ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken)
    {
        lock (Readings)
        {
            Readings.Add(after);
        }

        if (ReadingWaits is { } waits)
        {
            await waits;
        }

        return CannotBeRead ? throw new IOException("The store is away.") : Spoils(await Inner.ReadOutcomesAsync(environment, after, cancellationToken));
    }

    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) =>
        CannotBeRead ? throw new IOException("The store is away.") : Inner.ReadErrorsAsync(environment, flag, cancellationToken);

    public ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken) => Inner.CompactOutcomesAsync(environment, cancellationToken);
}
