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

    /// <summary>How often in one flush a refused batch is halved to find what is refused in it; after that it is dropped whole.</summary>
    internal const int MostHalvings = 200;

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly OutcomeLedger _ledger;
    private readonly IOutcomeStore _store;
    private readonly string _environment;
    private readonly string _processId;
    private readonly Trouble _told;
    private readonly TimeProvider _time;
    private readonly Trouble _lossTold;
    private readonly SemaphoreSlim _flushing = new(1, 1);

    // The other parts of a batch that was refused as a whole; they have no number yet.
    private readonly Stack<PendingBatch> _parts = [];
    private PendingBatch? _pending;
    private long _sequence;

    /// <param name="ledger">What the client counts.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="processId">A name that no other process, and no other run of it, has.</param>
    /// <param name="troubles">Where trouble and recovery are told, once each.</param>
    public OutcomeSharing(OutcomeLedger ledger, IOutcomeStore store, string environment, string processId, Troubles troubles)
    {
        (_ledger, _store, _environment, _processId, _time) = (ledger, store, environment, processId, ledger.Time);
        _told = troubles.New("outcomes", "Outcomes could not be sent to the store; they are kept and sent again", "Outcomes are sent to the store again.");
        _lossTold = troubles.New("outcomes", "The store refuses some outcomes for good, and they are lost", "The store refuses no outcomes any more.");
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
            var (refusals, losses) = (0, 0);
            while (Next() is { } batch)
            {
                try
                {
                    await TimeLimit.CallAsync(end => _store.AddOutcomesAsync(_environment, batch, end), LongestCall, _time, cancellationToken).ConfigureAwait(false);
                    _pending = null;
                }
                catch (ArgumentException refused)
                {
                    losses += Halve(isHalved: ++refusals <= MostHalvings, refused);
                }
            }

            _told.Succeeded();
            if (losses == 0)
            {
                _lossTold.Succeeded();
            }

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

    /// <summary>Takes a customer out of the errors that the store has not confirmed; gives how many held the id.</summary>
    /// <param name="renaming">The customer.</param>
    /// <param name="eraseLogs">Erases where the errors come from; called while nothing is taken from there.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<int> EraseErrorsAsync(CustomerRenaming renaming, Action eraseLogs, CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Backlog.Fill(_ledger);
            eraseLogs();
            var parts = _parts.Reverse().ToArray();
            _parts.Clear();
            var erased = Backlog.EraseErrors(IsGone) + parts.Sum(part => part.Errors.Count) + (_pending?.Errors.Count ?? 0);
            foreach (var part in parts)
            {
                _parts.Push(Without(part));
            }

            // Where the store has it all the same, it adds nothing; where it has not, the errors never come there.
            _pending = _pending is { } pending ? Without(pending) : null;
            return erased - _parts.Sum(part => part.Errors.Count) - (_pending?.Errors.Count ?? 0);
        }
        finally
        {
            _flushing.Release();
        }

        bool IsGone(LoggedError error) => renaming.Holds(error.Told());

        PendingBatch Without(PendingBatch batch) => batch with { Errors = [.. batch.Errors.Where(each => !IsGone(each.Error))] };
    }

    /// <summary>
    /// A batch that the store refuses would be refused for ever, and all that come after it would wait: its halves are sent one by one,
    /// until what is refused stands alone and is dropped. Nothing of a refused batch was added, so that its number is free.
    /// </summary>
    /// <returns>How much was dropped.</returns>
    private int Halve(bool isHalved, ArgumentException refused)
    {
        var (batch, size) = (_pending!, _pending!.Counts.Count + _pending.Errors.Count);
        if (!isHalved || size <= 1)
        {
            _pending = null;
            _lossTold.Failed(refused);
            return size;
        }

        var (counts, errors) = ((batch.Counts.Count + 1) / 2, batch.Errors.Count / 2);
        _parts.Push(batch with { Counts = [.. batch.Counts.Skip(counts)], Errors = [.. batch.Errors.Skip(errors)] });
        _pending = batch with { Counts = [.. batch.Counts.Take(counts)], Errors = [.. batch.Errors.Take(errors)] };
        return 0;
    }

    private OutcomeBatch? Next()
    {
        if (_pending is null && _parts.TryPop(out var part))
        {
            _pending = part with { Sequence = ++_sequence };
        }
        else if (_pending is null && !Backlog.IsEmpty)
        {
            _pending = Backlog.Cut(++_sequence, MostCounts);
        }

        return _pending?.At(_time.GetTimestamp(), _processId, _time);
    }
}
