using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Control;
using FeatureRollout.Control.History;
using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Managing;
using FeatureRollout.Control.Metrics;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Control.Sharing;

namespace FeatureRollout;

/// <summary>
/// Moves rollouts along their plans: people act through <see cref="Manager"/>, and the controller looks, judges and acts
/// while <see cref="RunAsync"/> runs. Make one for the process, over the client that answers and a store that is among the
/// client's providers. Thread-safe.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "The semaphore's wait handle is never asked for, and a look under way must be able to end.")]
public sealed class RolloutEngine : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private readonly FeatureFlags _flags;
    private readonly string _layer;
    private readonly RolloutOptions _options;
    private readonly TimeProvider _time;
    private readonly ControllerLoop _loop;
    private readonly LeaseKeeper? _keeper;
    private readonly FleetServed _served;
    private readonly FleetReporter? _reporter;
    private readonly NotificationQueue _messages;
    private readonly RolloutDispatcher _dispatcher;
    private readonly OutcomeSharing? _sharing;
    private readonly OutcomeRecorder? _recorder;
    private readonly string _environment;
    private readonly Troubles _troubles;
    private readonly Lock _swapping = new();
    private volatile bool _isDisposed;

    /// <summary>Makes one.</summary>
    /// <param name="flags">The client.</param>
    /// <param name="store">Where states are kept; it must be one of the client's providers.</param>
    /// <param name="options">How rollouts are watched; defaults where null.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which.</exception>
    public RolloutEngine(FeatureFlags flags, IRolloutStateStore store, RolloutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(store);
        _options = options ?? new RolloutOptions();
        _options.Check();
        _flags = flags;
        _layer = store.Name;
        _time = flags.TimeProvider;
        var environment = _environment = flags.Environment;
        var process = ProcessIdentity.New();
        _troubles = new Troubles(Notify, _time, TimeSpan.FromMinutes(2) + _options.Interval + _options.LeaseDuration + _options.ReportInterval + _options.OutcomeInterval);
        OutcomePool? pool = null;
        if (store is IOutcomeStore outcomes)
        {
            _sharing = new OutcomeSharing(flags.Ledger, outcomes, environment, process.Id, _troubles);
            pool = new OutcomePool(store, outcomes, environment, _sharing, _time, _troubles);
        }

        var subject = new ClientSubject(flags, _layer, pool);
        _recorder = pool is null ? new OutcomeRecorder(subject, _time) : null;
        var sampler = new MetricSampler(_options.MetricSources, _time, _options.MetricTimeout);
        var looker = new RolloutLooker(subject, sampler, environment, _options.Interval);
        Percentage? Configured(string key) => subject.Definitions.GetValueOrDefault(key)?.Percentage;
        _messages = new NotificationQueue(_options.Notifiers, _time, Report, new Random().NextDouble);
        _dispatcher = new RolloutDispatcher(store, environment, _messages, Report);
        _served = new FleetServed(_time);
        _reporter = store is IFleetStore fleet ? new FleetReporter(fleet, environment, process, _served, _options.ReportInterval, _time, _troubles) : null;

        var leases = store as IControllerLeaseStore;
        _keeper = leases is null ? null : new LeaseKeeper(leases, environment, process.ToString(), _options.LeaseDuration, _time, _troubles) { Taken = Wake };
        var controlled = new ControllerStore(store, environment, _time, _keeper);
        var reminders = new Reminders(store, environment, subject, _messages);
        var controller = new RolloutController(controlled, environment, subject, new RolloutWriter(controlled, environment) { Written = Tell, Configured = Configured }, looker, Notify)
        {
            Looked = (state, look, cancellationToken) =>
            {
                // What is told cannot be fenced: whoever is not sure to control any more says nothing.
                controlled.ThrowIfLost();
                return reminders.SendAsync(state, look, cancellationToken);
            },
        };
        var events = leases is null ? null : new ControllerEvents(store, environment, Tell);
        _loop = new ControllerLoop(controller, controlled, _keeper, events, _options, _time, _troubles) { Passed = pool is null ? null : pool.CompactAsync, Turned = flags.NoteReads };
        _served.Moved = OnMoved;
        flags.Watch(OnSwapped);
        OnSwapped();

        var writer = new RolloutWriter(store, environment)
        {
            Configured = Configured,
            Written = (document, written) =>
            {
                Tell(document, written);
                Wake();
            },
        };
        var view = new FleetView(store, environment, subject, process, _served, _reporter, _time);
        Manager = new RolloutManager(store, environment, subject, writer, looker, _messages, _time, view, _recorder);
    }

    /// <summary>What people do.</summary>
    public IRolloutManager Manager { get; }

    /// <summary>
    /// What this process cannot do with the store at the moment, each in one sentence without names of places or people: send or read outcomes, ask for the lease,
    /// report what it serves, look at rollouts. Empty while all goes well; questions are answered all the same.
    /// </summary>
    public IReadOnlyList<string> Troubles => _troubles.Standing;

    /// <summary>
    /// Looks at every rollout until cancelled: at the interval, and at once after a person has changed something. On a store that gives a
    /// lease to one process of many it does so while this one holds it, and stands by otherwise; it gives the lease back at its end. Where
    /// the store knows the processes on it, it is told what this one serves. Run it once, in the background, in every process.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> loops = [_loop.RunAsync(ending.Token)];
        if (_recorder is not null)
        {
            loops.Add(_recorder.RunAsync(ending.Token));
        }

        if (_sharing is not null)
        {
            loops.Add(_sharing.RunAsync(_options.OutcomeInterval, ending.Token));
        }

        if (_keeper is not null && _options.MayControl)
        {
            loops.Add(_keeper.RunAsync(ending.Token));
        }

        if (_reporter is not null)
        {
            loops.Add(_reporter.RunAsync(ending.Token));
        }

        try
        {
            await Task.WhenAny(loops).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LeaveAsync().ConfigureAwait(false);
        }

        // What broke off while it was ended is no news.
        cancellationToken.ThrowIfCancellationRequested();
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks at every rollout once, now, also while <see cref="RunAsync"/> runs. On a store that gives a lease to one process of many it
    /// takes that where it is free, keeps it until it expires or the engine is disposed, and does nothing while another process holds it.
    /// </summary>
    /// <returns>How many changes were made; 0 where another process controls, or this one may not.</returns>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async Task<int> LookAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return await _loop.LookAsync(takes: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a trial message to one channel, or to each where <paramref name="channel"/> is null, and says how that went.</summary>
    /// <exception cref="ArgumentException">No notifier has that name; the message gives the nearest.</exception>
    public Task<IReadOnlyList<ChannelTrial>> SendTestMessageAsync(string? channel = null, CancellationToken cancellationToken = default) =>
        _messages.SendTestAsync(_environment, channel, cancellationToken);

    /// <summary>
    /// Looks no more, gives the lease back, sends what was counted, for at most three seconds, and what is still to be said, for at most
    /// five, and then no more. End <see cref="RunAsync"/> first. May be called again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await LeaveAsync().ConfigureAwait(false);
        await (_sharing?.FlushLastAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await _dispatcher.Idle.WaitAsync(LongestGoodbye, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _messages.StopAsync(LongestGoodbye).ConfigureAwait(false);
    }

    /// <summary>The same without waiting: messages and counts that are not sent yet are given up.</summary>
    public void Dispose()
    {
        End();
        _ = LeaveAsync();
        _ = _messages.StopAsync(TimeSpan.Zero);
    }

    private void End()
    {
        _isDisposed = true;
        _flags.Unwatch(OnSwapped);
        _loop.End();
    }

    /// <summary>Lets the others go on at once; where that fails, lease and report expire by themselves.</summary>
    private async Task LeaveAsync()
    {
        var released = _keeper?.ReleaseAsync(CancellationToken.None) ?? Task.CompletedTask;
        var withdrawn = _reporter?.WithdrawAsync(CancellationToken.None) ?? Task.CompletedTask;
        await Task.WhenAll(released, withdrawn).WaitAsync(LongestGoodbye, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Wake() => _loop.Wake();

    private void OnSwapped()
    {
        // The first call comes from whoever makes the engine, and may meet a swap: the older of the two must not be noted last.
        lock (_swapping)
        {
            if (_flags.Snapshot.Layers.All.FirstOrDefault(layer => layer.Name == _layer) is { } served)
            {
                _served.Serve(served.Flags.Version);
            }
        }
    }

    private void OnMoved()
    {
        _reporter?.Moved();
        _loop.Moved();
    }

    private void Tell(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        foreach (var happened in events)
        {
            Notify(ChangeNotice.Of(happened));
        }

        _dispatcher.Add(document, events);
    }

    private void Report(string message, Exception? exception) => Notify(new FlagsNotice(FlagsNoticeLevel.Warning, "notifications", message, exception));

    private void Notify(FlagsNotice notice)
    {
        try
        {
            _options.OnNotice?.Invoke(notice);
        }
        catch (Exception)
        {
            // A log that fails must not stop rollouts.
        }
    }
}
