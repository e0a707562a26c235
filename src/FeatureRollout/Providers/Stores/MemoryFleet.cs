namespace FeatureRollout.Providers.Stores;

/// <summary>Who serves what, in this process's memory. Thread-safe.</summary>
internal sealed class MemoryFleet(TimeProvider time)
{
    private readonly TimeProvider _time = time;

    public void Report(string environment, ProcessReport report, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());

    public void Withdraw(string environment, string processId, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());
}
