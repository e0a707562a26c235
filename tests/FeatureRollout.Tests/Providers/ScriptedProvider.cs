namespace FeatureRollout.Tests.Providers;

/// <summary>A provider that does what a test says, well-behaved where it says nothing.</summary>
internal sealed class ScriptedProvider(string name = "scripted") : IRolloutStateProvider
{
    private int _reads;
    private int _waits;
    private int _reading;
    private int _overlaps;

    public Func<string> OnName { get; init; } = () => name;

    /// <summary>Given the number of the reading, from 1.</summary>
    public Func<int, CancellationToken, ValueTask<FlagSet>> OnRead { get; set; } = (_, _) => ValueTask.FromResult(OneFlag.Set("a", 10, "1"));

    public Func<int, CancellationToken, ValueTask> OnWait { get; set; } = async (_, end) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);

    public int Reads => Volatile.Read(ref _reads);

    public int Waits => Volatile.Read(ref _waits);

    public int Overlaps => Volatile.Read(ref _overlaps);

    public string Name => OnName();

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _reading) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

        try
        {
            return await OnRead(Interlocked.Increment(ref _reads), cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        OnWait(Interlocked.Increment(ref _waits), cancellationToken);
}
