namespace FeatureRollout.Hosting.Tests;

/// <summary>A provider whose content a test sets, or that never answers.</summary>
internal sealed class TestProvider(string name) : IRolloutStateProvider
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FlagSet _content = FlagSet.Empty;

    public string Name => name;

    /// <summary>Whether a read waits for ever, without heeding its cancellation.</summary>
    public bool Hangs { get; init; }

    public static TestProvider With(params FlagDefinition[] flags)
    {
        var provider = new TestProvider("test");
        provider.Set(flags);
        return provider;
    }

    public void Set(params FlagDefinition[] flags)
    {
        lock (_gate)
        {
            _content = new FlagSet { Flags = flags.ToDictionary(flag => flag.Key, StringComparer.Ordinal) };
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        if (Hangs)
        {
            await new TaskCompletionSource().Task;
        }

        return _content;
    }

    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_gate)
        {
            if (!ReferenceEquals(known, _content))
            {
                return;
            }

            changed = _changed.Task;
        }

        await changed.WaitAsync(cancellationToken);
    }
}
