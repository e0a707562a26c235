using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Control.History;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.Sharing;

/// <summary>
/// The outcomes of all processes on a store: brought up to date when asked, and told how far to be trusted. Trouble is told once and never thrown;
/// the last reading stays. Thread-safe.
/// </summary>
/// <remarks>
/// A reading that fails may be a hiccup: for <see cref="Patience"/> after the last good one, whoever wants to decide is refused, so that a
/// look is put off and no <c>for</c> begins anew. After that there is no data, which is never a pass, and what else the plan reads goes on deciding.
/// </remarks>
[SuppressMessage("Usage", "CA1001", Justification = "The semaphore's wait handle is never asked for, and a reading under way must be able to end.")]
internal sealed class OutcomePool
{
    /// <summary>For so long a look is put off after the last good reading, before there is no data.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Questions within this time share a reading.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a reading may take that may be of all that is kept; the others end with <see cref="OutcomeSharing.LongestCall"/>.</summary>
    internal static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(30);

    /// <summary>So often everything is read anew, so that stays in stages that ended long ago do not fill the memory.</summary>
    internal static readonly TimeSpan LongestView = TimeSpan.FromDays(1);

    /// <summary>Of the last so long every store gives counts as they came, and has not joined them to minutes or hours.</summary>
    internal static readonly TimeSpan AsTheyCame = TimeSpan.FromMinutes(9);

    private static readonly TimeSpan BetweenCompactions = TimeSpan.FromMinutes(1);

    private readonly IRolloutStateStore _clock;
    private readonly IOutcomeStore _store;
    private readonly string _environment;
    private readonly OutcomeSharing _own;
    private readonly TimeProvider _time;
    private readonly Trouble _told;
    private readonly Trouble _errorsTold;
    private readonly Trouble _compactionTold;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly ConcurrentDictionary<string, OutcomeErrors> _errors = new(StringComparer.Ordinal);
    private Reading _last;
    private long? _triedAt;
    private long? _compactedAt;
    private long _wholeAt;
    private long _cursor;
    private volatile bool _isAway;

    /// <param name="store">The store, for its clock.</param>
    /// <param name="outcomes">The same, for its outcomes.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="own">What this process sends; it goes before each reading, so that that holds what this process has just seen.</param>
    /// <param name="time">The clock of this process.</param>
    /// <param name="troubles">Where trouble and recovery are told, once each.</param>
    public OutcomePool(IRolloutStateStore store, IOutcomeStore outcomes, string environment, OutcomeSharing own, TimeProvider time, Troubles troubles)
    {
        (_clock, _store, _environment, _own, _time) = (store, outcomes, environment, own, time);
        _told = troubles.New("outcomes", "The outcomes of all processes could not be read; nothing is decided on old ones", "The outcomes of all processes are read again.");
        _errorsTold = troubles.New("outcomes", "The errors of all processes could not be read; those read before are shown", "The errors of all processes are read again.");
        _compactionTold = troubles.New("outcomes", "Old outcomes could not be joined in the store; the next minute tries again", "Old outcomes are joined again.");
        _last = new Reading(new OutcomeView(), time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>The last good reading.</summary>
    private Reading Last => Volatile.Read(ref _last);

    /// <summary>Sends what this process has counted, and reads what the others have, unless that was done just now.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_triedAt is { } tried && _time.GetElapsedTime(tried) < Least)
            {
                return;
            }

            await _own.FlushAsync(cancellationToken).ConfigureAwait(false);
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            _isAway = false;
            _triedAt = _time.GetTimestamp();
            _told.Succeeded();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _isAway = true;
            _triedAt = _time.GetTimestamp();
            _told.Failed(exception);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Reads the errors of a flag; those read before stay where that fails.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RefreshErrorsAsync(string flag, CancellationToken cancellationToken)
    {
        try
        {
            _errors[flag] = await CallAsync(end => _store.ReadErrorsAsync(_environment, flag, end), cancellationToken).ConfigureAwait(false);
            _errorsTold.Succeeded();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _errorsTold.Failed(exception);
        }
    }

    /// <summary>Takes a customer out of the errors that are still to be sent, and forgets those that were read; gives how many of the first held the id.</summary>
    /// <param name="renaming">The customer.</param>
    /// <param name="eraseLogs">Erases where the errors come from.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<int> EraseErrorsAsync(CustomerRenaming renaming, Action eraseLogs, CancellationToken cancellationToken)
    {
        var erased = await _own.EraseErrorsAsync(renaming, eraseLogs, cancellationToken).ConfigureAwait(false);
        _errors.Clear();
        return erased;
    }

    /// <summary>The errors of a flag as last read; null where they never were.</summary>
    public OutcomeErrors? ErrorsOf(string flag) => _errors.GetValueOrDefault(flag);

    /// <summary>Has the store join its old counts, at most once a minute.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        if (_compactedAt is { } at && _time.GetElapsedTime(at) < BetweenCompactions)
        {
            return;
        }

        _compactedAt = _time.GetTimestamp();
        try
        {
            await TimeLimit.CallAsync(end => _store.CompactOutcomesAsync(_environment, end), OutcomeSharing.LongestCall, _time, cancellationToken).ConfigureAwait(false);
            _compactionTold.Succeeded();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _compactionTold.Failed(exception);
        }
    }

    /// <summary>A window to decide on; null for no data. See <see cref="OutcomeView.Sample"/>.</summary>
    /// <exception cref="RolloutRefusedException">The outcomes could not be read just now.</exception>
    public OutcomeSample? Sample(OutcomeKey key, OutcomeArm arm, TimeSpan? over, TimeSpan? served)
    {
        var last = Last;
        if (!_isAway)
        {
            return last.View.Sample(key, arm, over, NowOf(last), served);
        }

        return _time.GetElapsedTime(last.Timestamp) > Patience
            ? null
            : throw new RolloutRefusedException("The outcomes of all processes cannot be read from the store at the moment, and nothing is decided on old ones.");
    }

    /// <summary>A window to show, from the last good reading.</summary>
    public ArmStatistics Read(OutcomeKey key, OutcomeArm arm, TimeSpan window)
    {
        var last = Last;
        return last.View.Read(key, arm, window, NowOf(last));
    }

    /// <summary>All that is known of a flag, from the last good reading.</summary>
    public CountedStays StaysOf(string flag)
    {
        var last = Last;
        return last.View.StaysOf(flag, NowOf(last));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var after = _time.GetElapsedTime(_wholeAt) < LongestView ? _cursor : 0;
        if (after == 0)
        {
            // From the attempt on: where it fails, the view goes on as it is.
            _wholeAt = _time.GetTimestamp();
        }

        // After one that failed as well: the store may have had to give all that is kept, and would have to again.
        var limit = after == 0 || _isAway ? LongestReading : OutcomeSharing.LongestCall;
        var reading = await TimeLimit.CallAsync(end => _store.ReadOutcomesAsync(_environment, after, end), limit, _time, cancellationToken).ConfigureAwait(false);

        // After the counts, so that none of them is of the future.
        var now = await CallAsync(_clock.GetTimeAsync, cancellationToken).ConfigureAwait(false);
        var timestamp = _time.GetTimestamp();

        // Until all of it is added, the next reading begins anew: half a reading would be counted twice.
        _cursor = 0;
        var view = reading.IsWhole || after == 0 ? new OutcomeView() : Last.View;
        view.Add(reading.Outcomes);
        if (view != Last.View)
        {
            view.FineSince = now - AsTheyCame;
        }

        _cursor = reading.Cursor;
        Volatile.Write(ref _last, new Reading(view, now, timestamp));
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        TimeLimit.CallAsync(call, OutcomeSharing.LongestCall, _time, cancellationToken);

    private DateTimeOffset NowOf(Reading reading) => reading.Now + _time.GetElapsedTime(reading.Timestamp);

    /// <summary>What was read, and when: by the store's clock, and as a timestamp.</summary>
    private sealed record Reading(OutcomeView View, DateTimeOffset Now, long Timestamp);
}
