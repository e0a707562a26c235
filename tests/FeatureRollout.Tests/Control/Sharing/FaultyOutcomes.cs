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

    public async ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        Sent.Add(batch);
        if (FailsBefore)
        {
            throw new IOException("The store is away.");
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

    public ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken) =>
        CannotBeRead ? throw new IOException("The store is away.") : Inner.ReadOutcomesAsync(environment, after, cancellationToken);

    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) =>
        CannotBeRead ? throw new IOException("The store is away.") : Inner.ReadErrorsAsync(environment, flag, cancellationToken);

    public ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken) => Inner.CompactOutcomesAsync(environment, cancellationToken);
}
