namespace FeatureRollout.Providers.Stores;

/// <summary>The outcomes of several clients in this process's memory. Thread-safe.</summary>
internal sealed class MemoryOutcomes(TimeProvider time)
{
    private readonly TimeProvider _time = time;

    public void Add(string environment, OutcomeBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());

    public OutcomeReading Read(string environment, long after, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());

    public OutcomeErrors Errors(string environment, string flag, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());

    /// <summary>Takes a customer out of the kept errors; gives how many held the id.</summary>
    public int Erase(string environment, CustomerRenaming renaming, CancellationToken cancellationToken) => _time is null ? 1 : 0;

    public void Compact(string environment, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());
}
