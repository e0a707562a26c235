namespace FeatureRollout.Control.Sharing;

/// <summary>
/// Tells the store which version this process serves: at once when another one serves, and again before the report expires. Thread-safe.
/// </summary>
internal sealed class FleetReporter(
    IFleetStore store, string environment, ProcessIdentity process, FleetServed served, TimeSpan interval, TimeProvider time, Troubles troubles) : IDisposable
{
    /// <summary>After so many intervals without a word a process counts as gone.</summary>
    private const int MostMissed = 3;

    private readonly SemaphoreSlim _telling = new(1, 1);
    private readonly Trouble _reported = troubles.New("fleet", "The store could not be told what this process serves; the next report tries again", "The store is told again what this process serves.");
    private TaskCompletionSource _moved = NewSignal();
    private Served? _told;
    private bool _isRunning;

    /// <summary>Another version serves; returns at once.</summary>
    public void Moved() => Volatile.Read(ref _moved).TrySetResult();

    /// <summary>Tells until cancelled. Trouble is told once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isRunning, true);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Volatile.Write(ref _moved, NewSignal());
            try
            {
                await TellAsync(always: true, cancellationToken).ConfigureAwait(false);
                _reported.Succeeded();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _reported.Failed(exception);
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(interval, time, ended.Token), Volatile.Read(ref _moved).Task).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells what serves now, if that has not been told and this process tells at all.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => TellAsync(always: false, cancellationToken);

    /// <summary>Takes this process off the list; nothing is told any more.</summary>
    public async Task WithdrawAsync(CancellationToken cancellationToken)
    {
        await _telling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isRunning)
            {
                _isRunning = false;
                await store.WithdrawAsync(environment, process.Id, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _telling.Release();
        }
    }

    public void Dispose() => _telling.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask TellAsync(bool always, CancellationToken cancellationToken)
    {
        await _telling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var current = served.Current;
            if (!_isRunning || (!always && ReferenceEquals(current, _told)))
            {
                return;
            }

            var report = new ProcessReport
            {
                ProcessId = process.Id,
                Name = process.Name,
                Version = current?.Number ?? 0,
                ServedFor = current is null ? TimeSpan.Zero : served.AgeOf(current),
                Lifetime = MostMissed * interval,
            };
            await store.ReportAsync(environment, report, cancellationToken).ConfigureAwait(false);
            _told = current;
        }
        finally
        {
            _telling.Release();
        }
    }
}
