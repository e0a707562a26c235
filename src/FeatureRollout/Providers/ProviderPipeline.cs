using System.Globalization;
using FeatureRollout.Flags;

namespace FeatureRollout.Providers;

/// <summary>
/// Keeps the providers' contents fresh and hands the whole on whenever it changed. No provider's trouble holds up
/// another or stops what serves. Thread-safe.
/// </summary>
internal sealed class ProviderPipeline : IDisposable
{
    /// <summary>How long a start waits for the first readings before kept content serves in place of what is missing.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>So many polls may be missed before what serves counts as stale.</summary>
    private const int StalePolls = 3;

    private readonly ProviderBoard _board;
    private readonly IReadOnlyList<ProviderRunner> _runners;
    private readonly IReadOnlySet<string> _keys;
    private readonly TimeProvider _time;
    private readonly LastKnownGood? _kept;
    private readonly Lazy<Task> _bridge;
    private readonly CancellationTokenSource _end = new();
    private int _running;

    /// <summary>Makes a pipeline that does nothing yet.</summary>
    /// <param name="options">Read now; later changes to them count for nothing.</param>
    /// <param name="publish">
    /// Takes over the contents, lowest precedence first, of the providers that have any; throws, and changes nothing,
    /// where they do not fit together. Never called by two threads at once.
    /// </param>
    /// <param name="random">Spreads the readings of several processes.</param>
    public ProviderPipeline(FeatureFlagsOptions options, Action<IReadOnlyList<Layer>> publish, Random random)
    {
        var providers = options.Providers.ToArray();
        var notify = Quietly(options.OnNotice);
        var slots = Slots(providers);
        _time = options.TimeProvider;
        _keys = slots.Select(slot => slot.Key).ToHashSet(StringComparer.Ordinal);
        _kept = options.LastKnownGoodPath is { } path
            ? new LastKnownGood(path, options.Environment, _time, notify)
            : null;
        _board = new ProviderBoard(slots, publish, (StalePolls * options.PollInterval) + options.ReadTimeout, _time, notify, _kept);
        _bridge = new Lazy<Task>(() => Task.Run(BridgeAsync));
        var spread = new Lock();
        _runners = [.. providers.Zip(slots, (provider, slot) => new ProviderRunner(
            new IsolatedProvider(provider, options.Environment, options.ReadTimeout, _time),
            slot, _board, options.PollInterval, _time, Jitter, notify))];
        foreach (var source in providers.OfType<INoticeSource>())
        {
            source.ReportTo(notify);
        }

        double Jitter()
        {
            lock (spread)
            {
                return random.NextDouble();
            }
        }
    }

    /// <summary>The providers, lowest precedence first.</summary>
    public IReadOnlyList<ProviderStatus> Status => _board.Status;

    /// <summary>How far the whole can be relied on; without providers it is ready.</summary>
    public FlagsReadiness Readiness => _board.Readiness;

    /// <summary>Reads every provider once, all at the same time; throws only if cancelled.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        var readings = _runners.Select(runner => runner.ReadAsync(end.Token)).ToArray();
        await Task.WhenAll(readings.Append(_bridge.Value)).ConfigureAwait(false);
    }

    /// <summary>Reads, watches and polls every provider until cancelled or disposed; returns then.</summary>
    /// <exception cref="InvalidOperationException">It is called again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            throw new InvalidOperationException("The providers are kept fresh already: call this once.");
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        var loops = _runners.Select(runner => runner.RunAsync(end.Token)).ToArray();
        await Task.WhenAll(loops.Append(_bridge.Value)).ConfigureAwait(false);
    }

    /// <summary>Waits until every provider has been read well once, or the limit has passed; true where they have.</summary>
    public async Task<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            // The longest that a timer takes is about 49 days; longer is for ever.
            var wait = limit.TotalDays > 49 ? Timeout.InfiniteTimeSpan : limit;
            await _board.AllGood.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends the loops, without waiting for them, and writes the last known good copy if one is due.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _kept?.Dispose();
    }

    /// <summary>Lets kept content serve where a first reading failed, or is not over soon.</summary>
    private async Task BridgeAsync()
    {
        if (_kept is null)
        {
            return;
        }

        var contents = _kept.Load(_keys);
        await Task.WhenAny(_board.AllAttempted, Task.Delay(Grace, _time, _end.Token)).ConfigureAwait(false);
        if (!_end.IsCancellationRequested)
        {
            _board.Bridge(contents);
        }
    }

    private static IReadOnlyList<ProviderSlot> Slots(IRolloutStateProvider[] providers)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. providers.Select(provider =>
        {
            var name = IsolatedProvider.NameOf(provider);
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            return new ProviderSlot(name, number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{number}"));
        })];
    }

    private static Action<FlagsNotice> Quietly(Action<FlagsNotice>? notify) => notice =>
    {
        try
        {
            notify?.Invoke(notice);
        }
        catch (Exception)
        {
            // The listener's trouble is its own: there is nobody else to tell.
        }
    };
}
