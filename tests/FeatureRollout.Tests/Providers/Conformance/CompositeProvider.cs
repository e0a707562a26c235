using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>
/// A client's providers as one: what its layers make together, as it reads and follows them. The library composes in the client alone;
/// this makes the rules of providers ask for it.
/// </summary>
internal sealed class CompositeProvider : IRolloutStateProvider, IAsyncDisposable
{
    private readonly FeatureFlags _flags;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private TaskCompletionSource _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CompositeProvider(params IReadOnlyList<IRolloutStateProvider> providers)
    {
        var options = new FeatureFlagsOptions { Environment = "production" };
        foreach (var provider in providers)
        {
            options.Providers.Add(provider);
        }

        _flags = new FeatureFlags(options);
        _flags.Watch(() => Interlocked.Exchange(ref _swapped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult());
        _running = _flags.RunAsync(_end.Token);
    }

    public string Name => "composite";

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        await _flags.RefreshAsync(cancellationToken);
        var layers = _flags.Snapshot.Layers;
        return new FlagSet { Flags = layers.MergeDefinitions(), States = layers.MergeStates(), Version = VersionOf(layers) };
    }

    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        while (true)
        {
            either.Token.ThrowIfCancellationRequested();
            var swapped = Volatile.Read(ref _swapped);
            if (VersionOf(_flags.Snapshot.Layers) != known.Version)
            {
                return;
            }

            await swapped.Task.WaitAsync(either.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _flags.Dispose();
    }

    private static string VersionOf(Layers layers) => string.Join('|', layers.All.Select(layer => layer.Flags.Version));
}
