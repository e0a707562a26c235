using System.Collections.Concurrent;
using System.Globalization;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>
/// What one process does with a store, without ever giving up: it serves flags, writes as people do, counts outcomes, and controls
/// where it gets the lease. It remembers what was confirmed to it.
/// </summary>
internal sealed class FaultProcess : IAsyncDisposable
{
    public const string Environment = "production";
    public const string Last = "last";
    public const string Controlled = "controlled";

    public static readonly string[] Keys = ["first", "second", "third"];

    private readonly CancellationTokenSource _end = new();
    private readonly PostgreSqlRolloutStore _store;
    private readonly FeatureFlags _flags;
    private readonly string _name;
    private readonly Task _serving;
    private readonly Task[] _working;
    private long _answers;
    private long _outcomes;

    public FaultProcess(string connectionString, string name)
    {
        _name = name;
        _store = new PostgreSqlRolloutStore(connectionString, new PostgreSqlStoreOptions { CommandTimeout = TimeSpan.FromSeconds(3), KeepAlive = TimeSpan.FromSeconds(1) });
        var definitions = ((string[])[.. Keys, Last, Controlled]).ToDictionary(key => key, key => new FlagDefinition { Key = key, Percentage = Percentage.Zero }, StringComparer.Ordinal);
        _flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = Environment, PollInterval = TimeSpan.FromSeconds(1), ReadTimeout = TimeSpan.FromSeconds(5),
            Providers = { new MemoryProvider(new FlagSet { Flags = definitions }), _store },
        });
        _serving = _flags.RunAsync(_end.Token);
        new Thread(Ask) { IsBackground = true, Name = "questions of " + name }.Start();
        _working = [RepeatAsync(WriteAsync), RepeatAsync(CountAsync), RepeatAsync(ControlAsync)];
    }

    /// <summary>Writes that the store confirmed: key, version, and the reason, which no other write has.</summary>
    public ConcurrentQueue<(string Key, long Version, string Reason)> Confirmed { get; } = new();

    /// <summary>How many questions were answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>How many outcomes were confirmed.</summary>
    public long Outcomes => Interlocked.Read(ref _outcomes);

    /// <summary>Whether it serves what was written last.</summary>
    public bool ServesLast => _flags.IsEnabled(Last, "anybody") && _flags.Status.Readiness == FlagsReadiness.Ready;

    /// <summary>Begins nothing new, and brings to an end what must not stay unknown.</summary>
    public async Task StopWorkingAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_working).WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _flags.Dispose();
        await _store.DisposeAsync();
        _end.Dispose();
    }

    private static FlagDocument With(FlagDocument document, RolloutChange change, string actor, string reason) =>
        RolloutMachine.Apply(document, change, TimeProvider.System.GetUtcNow(), actor, reason);

    // On a thread of its own: it would stand still for ever, were an answer to wait for the database.
    private void Ask()
    {
        try
        {
            while (!_end.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1)))
            {
                foreach (var key in Keys)
                {
                    _flags.IsEnabled(key, "anybody");
                }

                Interlocked.Increment(ref _answers);
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task RepeatAsync(Func<int, Task> step)
    {
        for (var i = 1; !_end.IsCancellationRequested; i++)
        {
            try
            {
                await step(i);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // Whether it was written is not known, and the check knows that.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task WriteAsync(int number)
    {
        var document = await _store.GetAsync(Environment, Keys[number % Keys.Length], _end.Token);
        await TryWriteAsync(_store, document, string.Create(CultureInfo.InvariantCulture, $"{_name}, write {number}"));
    }

    private async Task ControlAsync(int number)
    {
        if (await _store.TryLeaseAsync(Environment, _name, TimeSpan.FromSeconds(2), _end.Token) is { } lease)
        {
            if (number % 10 == 0)
            {
                // Dozes off for longer than the lease lasts, and does not know.
                await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, _end.Token);
            }

            var store = _store.Under(Environment, lease);
            var document = await store.GetAsync(Environment, Controlled, _end.Token);
            await TryWriteAsync(store, document, string.Create(CultureInfo.InvariantCulture, $"{lease.Epoch}, {_name}, look {number}"));
        }
    }

    private async Task TryWriteAsync(IRolloutStateStore store, FlagDocument document, string reason)
    {
        var change = new RolloutChange.PercentageSet(Percentage.FromThousandths((int)(document.Version + 1) % 50_000));
        var happened = new RolloutEvent { Key = document.Key, Version = 0, At = default, Actor = _name, Reason = reason, Change = change };
        if (await store.TryWriteAsync(Environment, With(document, change, _name, reason), [happened], _end.Token) is { } written)
        {
            Confirmed.Enqueue((written.Key, written.Version, reason));
        }
    }

    // A batch is repeated until it is confirmed, also past the end of the work.
    private async Task CountAsync(int number)
    {
        var batch = new OutcomeBatch
        {
            ProcessId = _name, Sequence = number,
            Outcomes = [new AgedOutcomes(TimeSpan.Zero, new OutcomeDelta { Flag = Keys[0], Enabled = true, Drawn = true, Successes = 1, Failures = 0 })],
        };
        await Until.True(
            async () =>
            {
                await _store.AddOutcomesAsync(Environment, batch, CancellationToken.None);
                return true;
            },
            "A batch is confirmed.");
        Interlocked.Increment(ref _outcomes);
    }
}
