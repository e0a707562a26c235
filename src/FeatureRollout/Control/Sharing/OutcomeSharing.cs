using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>
/// Sends what a client counts to a store that adds up the outcomes of many processes: each outcome is in one batch, and a batch is
/// repeated as it is until the store has confirmed it. Time is measured by the clock that never jumps. Thread-safe.
/// </summary>
[SuppressMessage("Usage", "CA1001", Justification = "The semaphore's wait handle is never asked for, and a flush under way must be able to end.")]
internal sealed class OutcomeSharing
{
    /// <summary>The most counts in one batch.</summary>
    internal const int MostCounts = 10_000;

    /// <summary>How long one call of the store may take.</summary>
    internal static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly OutcomeLedger _ledger;
    private readonly IOutcomeStore _store;
    private readonly string _environment;
    private readonly string _processId;
    private readonly TroubleTold _told;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private PendingBatch? _pending;
    private long _sequence;

    /// <param name="ledger">What the client counts.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="processId">A name that no other process, and no other run of it, has.</param>
    /// <param name="notify">Told of trouble and recovery, once each.</param>
    public OutcomeSharing(OutcomeLedger ledger, IOutcomeStore store, string environment, string processId, Action<FlagsNotice> notify)
    {
        (_ledger, _store, _environment, _processId, _time) = (ledger, store, environment, processId, ledger.Time);
        _told = new TroubleTold(notify, "Outcomes could not be sent to the store; they are kept and sent again", "Outcomes are sent to the store again.");
        Backlog = new OutcomeBacklog(_time);
        ledger.Begin();
    }

    /// <summary>What is in no batch yet.</summary>
    internal OutcomeBacklog Backlog { get; }

    /// <summary>Sends at every interval until cancelled, then once more, for at most three seconds. Never throws.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
            {
                await ((Task)FlushAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await FlushLastAsync().ConfigureAwait(false);
    }

    /// <summary>Sends for at most three seconds. Never throws.</summary>
    public async Task FlushLastAsync()
    {
        using var end = new CancellationTokenSource(LongestGoodbye, _time);
        await ((Task)FlushAsync(end.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Sends everything counted until now.</summary>
    /// <returns>Whether the store has it all; trouble is told, and what was not confirmed is kept.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is lost.</exception>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Backlog.Fill(_ledger);
            while (Next() is { } batch)
            {
                await TimeLimit.CallAsync(end => _store.AddOutcomesAsync(_environment, batch, end), LongestCall, _time, cancellationToken).ConfigureAwait(false);
                _pending = null;
            }

            _told.Succeeded();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _told.Failed(exception);
            return false;
        }
        finally
        {
            _flushing.Release();
        }
    }

    private OutcomeBatch? Next()
    {
        if (_pending is null && !Backlog.IsEmpty)
        {
            _pending = Backlog.Cut(++_sequence, MostCounts);
        }

        return _pending?.At(_time.GetTimestamp(), _processId, _time);
    }
}
