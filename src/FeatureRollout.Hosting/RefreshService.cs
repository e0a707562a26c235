using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout;

/// <summary>
/// Reads the flags when the host starts, for at most <see cref="FeatureRolloutOptions.StartupTimeout"/>, then keeps them
/// fresh until it stops. It goes before other hosted services start, so that they find flags.
/// </summary>
internal sealed class RefreshService : IHostedLifecycleService, IDisposable
{
    /// <summary>How long stopping waits for a provider that does not heed its cancellation.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly FeatureFlags _flags;
    private readonly FeatureRolloutOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private bool _isDisposed;
    private Task? _started;
    private Task _running = Task.CompletedTask;

    public RefreshService(FeatureFlags flags, IOptions<FeatureRolloutOptions> options, IServiceProvider services)
    {
        _flags = flags;
        _options = options.Value;
        _clock = ClientFactory.Clock(services);
        _logger = ClientFactory.Logger(services);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => StartOnce(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => StartOnce(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the refreshing; the flags go on answering from memory while other services stop.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(StopLimit, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        // The container knows this service by two names and disposes it for each.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private Task StartOnce(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _started ??= StartFlagsAsync(cancellationToken);
        }
    }

    private async Task StartFlagsAsync(CancellationToken cancellationToken)
    {
        // Off this thread: a provider may block it before its first await.
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        if (_options.StartupTimeout == TimeSpan.Zero)
        {
            return;
        }

        var ready = await _flags.WaitUntilReadyAsync(_options.StartupTimeout, cancellationToken).ConfigureAwait(false);
        if (ready)
        {
            var status = _flags.Status;
            Log.Ready(_logger, status.Environment, status.Version);
            return;
        }

        var unread = string.Join("; ", _flags.Status.Providers
            .Where(provider => provider.LastGood is null)
            .Select(provider => provider.Problems.Count == 0 ? $"{provider.Name} has not answered" : $"{provider.Name}: {string.Join(' ', provider.Problems)}"));
        if (_options.RequireReadyAtStart)
        {
            throw new InvalidOperationException(
                $"FeatureRollout: not every provider could be read within {_options.StartupTimeout}, and RequireReadyAtStart is set. {unread}");
        }

        Log.NotReady(_logger, _options.StartupTimeout, unread);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _flags.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Log.RefreshEnded(_logger, exception);
        }
    }
}
