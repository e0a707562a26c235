using System.Runtime.InteropServices;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Ctrl-C and the polite signals: the first asks the command to end, a second one ends the process where it stands.</summary>
internal sealed class ProcessSignals : IDisposable
{
    /// <summary>So long may a command take that was asked to end; a write to a database that does not answer is given up then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _asked = new();
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _timer;
    private int _code;

    public ProcessSignals()
    {
        _timer = new Timer(_ => _givenUp.TrySetResult());
        _registrations = [Listen(PosixSignal.SIGINT, ExitCodes.Interrupted), Listen(PosixSignal.SIGTERM, ExitCodes.Terminated), Listen(PosixSignal.SIGHUP, ExitCodes.HungUp)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Runs a command until it ends, or until it was asked to and did not in time.</summary>
    /// <returns>What the process ends with: a command that came to its end in spite of the signal says how it went.</returns>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> command)
    {
        // A command that computes without a pause must not keep this from going on.
        var running = Task.Run(() => command(Asked));
        await Task.WhenAny(running, _givenUp.Task);
        var exit = running.IsCompleted ? await running : ExitCodes.Interrupted;
        return exit == ExitCodes.Interrupted && Volatile.Read(ref _code) is > 0 and var code ? code : exit;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _timer.Dispose();
        _asked.Dispose();
    }

    private PosixSignalRegistration Listen(PosixSignal signal, int code) => PosixSignalRegistration.Create(signal, context =>
    {
        // The second one is left to the system, which ends the process.
        context.Cancel = Interlocked.CompareExchange(ref _code, code, 0) == 0;
        if (context.Cancel)
        {
            _timer.Change(Patience, Timeout.InfiniteTimeSpan);
            _asked.Cancel();
        }
    });
}
