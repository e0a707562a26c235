using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Control;
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

    private readonly RolloutOptions _options;
    private readonly TimeProvider _time;
    private readonly RolloutController _controller;
    private readonly NotificationQueue _messages;
    private readonly RolloutDispatcher _dispatcher;
    private readonly OutcomeSharing? _sharing;
    private readonly OutcomePool? _pool;
    private readonly string _environment;
    private readonly SemaphoreSlim _looking = new(1, 1);
    private TaskCompletionSource _woken = NewSignal();
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
        _time = flags.TimeProvider;
        var environment = _environment = flags.Environment;
        if (store is IOutcomeStore outcomes)
        {
            _sharing = new OutcomeSharing(flags.Ledger, outcomes, environment, Guid.NewGuid().ToString("N"), Notify);
            _pool = new OutcomePool(store, outcomes, environment, _sharing, _time, Notify);
        }

        var subject = new ClientSubject(flags, _pool);
        var sampler = new MetricSampler(_options.MetricSources, _time, _options.MetricTimeout);
        var looker = new RolloutLooker(subject, sampler, environment, _options.Interval);
        _messages = new NotificationQueue(_options.Notifiers, _time, Report, new Random().NextDouble);
        _dispatcher = new RolloutDispatcher(store, environment, _messages, Report);
        var writer = new RolloutWriter(store, environment)
        {
            Written = (document, events) =>
            {
                foreach (var happened in events)
                {
                    Notify(ChangeNotice.Of(happened));
                }

                _dispatcher.Add(document, events);
                WakeFor(events);
            },
        };
        var reminders = new Reminders(store, environment, subject, _messages);
        _controller = new RolloutController(store, environment, subject, writer, looker, Notify) { Looked = reminders.SendAsync };
        Manager = new RolloutManager(store, environment, subject, writer, looker, _messages, _time);
    }

    /// <summary>What people do.</summary>
    public IRolloutManager Manager { get; }

    /// <summary>Looks at every rollout until cancelled: at the interval, and at once after a person has changed something. Run it once, in the background.</summary>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sharing = _sharing?.RunAsync(_options.OutcomeInterval, ended.Token) ?? Task.CompletedTask;
        try
        {
            await KeepLookingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await sharing.ConfigureAwait(false);
        }
    }

    private async Task KeepLookingAsync(CancellationToken cancellationToken)
    {
        var isBlind = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Volatile.Write(ref _woken, NewSignal());
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                if (isBlind)
                {
                    isBlind = false;
                    Notify(new FlagsNotice(FlagsNoticeLevel.Information, "rollouts", "The rollouts are looked at again.", null));
                }
            }
            catch (Exception exception) when (!_isDisposed && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
            {
                if (!isBlind)
                {
                    isBlind = true;
                    Notify(new FlagsNotice(FlagsNoticeLevel.Warning, "rollouts", "The rollouts could not be looked at; the next look tries again: " + exception.Message, exception));
                }
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(_options.Interval, _time, ended.Token), Volatile.Read(ref _woken).Task).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Looks at every rollout once, now, also while <see cref="RunAsync"/> runs.</summary>
    /// <returns>How many changes were made.</returns>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async Task<int> LookAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var changes = await _controller.LookAsync(cancellationToken).ConfigureAwait(false);
            await (_pool?.CompactAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return changes;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Sends a trial message to one channel, or to each where <paramref name="channel"/> is null, and says how that went.</summary>
    /// <exception cref="ArgumentException">No notifier has that name; the message gives the nearest.</exception>
    public Task<IReadOnlyList<ChannelTrial>> SendTestMessageAsync(string? channel = null, CancellationToken cancellationToken = default) =>
        _messages.SendTestAsync(_environment, channel, cancellationToken);

    /// <summary>Looks no more, sends what was counted, for at most three seconds, and what is still to be said, for at most five, and then no more. End <see cref="RunAsync"/> first. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Volatile.Read(ref _woken).TrySetResult();
        await (_sharing?.FlushLastAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await _dispatcher.Idle.WaitAsync(LongestGoodbye, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _messages.StopAsync(LongestGoodbye).ConfigureAwait(false);
    }

    /// <summary>The same without waiting: messages and counts that are not sent yet are given up.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Volatile.Read(ref _woken).TrySetResult();
        _ = _messages.StopAsync(TimeSpan.Zero);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void WakeFor(IReadOnlyList<RolloutEvent> events)
    {
        if (events.Any(each => each.Actor is not (RolloutController.Actor or ConfiguredNumber.Actor)))
        {
            Volatile.Read(ref _woken).TrySetResult();
        }
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
