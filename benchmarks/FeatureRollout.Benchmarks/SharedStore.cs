using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// What a store that processes share costs, on a real PostgreSQL: <c>shared-store "Host=…;Database=…"</c>. The database should be an
/// empty one. Three child processes serve; all clocks are the machine's monotonic one, so that times of processes can be compared.
/// </summary>
internal static class SharedStore
{
    private const string Environment = "production";
    private const string Flag = "search";
    private const int Processes = 3;
    private const int Changes = 300;

    public static async Task RunAsync(string connectionString)
    {
        await using var store = new PostgreSqlRolloutStore(connectionString);
        _ = await store.ReadAsync(Environment, CancellationToken.None);
        var floor = await NotifyAsync(connectionString);
        Print("bare NOTIFY, sent to heard by one listener", floor);
        await PropagateAsync(store, connectionString, floor);
        await FanOutAsync(store, connectionString);
        await FlushAsync(store);
        await FlushersAsync(connectionString);
        await LoadAsync(store, connectionString);
        await IdleAsync(connectionString);
    }

    /// <summary>A process that tells when it began to serve each percentage.</summary>
    public static async Task ServeAsync(string connectionString)
    {
        await using var store = new PostgreSqlRolloutStore(connectionString);
        using var flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { store, new MemoryProvider(Definition()) } });
        using var heard = flags.OnChange("told", _ =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{flags.Evaluate(Flag, "anybody").Enabled} {Stopwatch.GetTimestamp()}")));
        using var engine = new RolloutEngine(flags, store);
        using var end = new CancellationTokenSource();
        var running = Task.WhenAll(flags.RunAsync(end.Token), engine.RunAsync(end.Token));
        _ = await flags.WaitUntilReadyAsync(TimeSpan.FromSeconds(30));
        Console.WriteLine("ready");
        _ = await Console.In.ReadLineAsync();
        await end.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static FlagSet Definition() => new()
    {
        Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [Flag] = new() { Key = Flag, Percentage = Percentage.Zero } },
    };

    private static async Task<double[]> NotifyAsync(string connectionString)
    {
        await using var listener = new NpgsqlConnection(connectionString);
        await using var speaker = new NpgsqlConnection(connectionString);
        await listener.OpenAsync();
        await speaker.OpenAsync();
        var heard = 0L;
        listener.Notification += (_, _) => heard = Stopwatch.GetTimestamp();
        await using (var listen = new NpgsqlCommand("LISTEN floor", listener))
        {
            _ = await listen.ExecuteNonQueryAsync();
        }

        var times = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            await using var notify = new NpgsqlCommand("NOTIFY floor", speaker);
            var waiting = listener.WaitAsync();
            var sent = Stopwatch.GetTimestamp();
            _ = await notify.ExecuteNonQueryAsync();
            await waiting;
            times.Add(Stopwatch.GetElapsedTime(sent, heard).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return [.. times.Order()];
    }

    private static async Task PropagateAsync(PostgreSqlRolloutStore store, string connectionString, double[] floor)
    {
        var children = Enumerable.Range(0, Processes).Select(_ => new Child(connectionString)).ToArray();
        foreach (var child in children)
        {
            await child.ReadyAsync();
        }

        List<double> writes = [], sent = [], effective = [], everywhere = [];
        for (var i = 0; i < Changes; i++)
        {
            var on = i % 2 == 0;
            var document = await store.GetAsync(Environment, Flag, CancellationToken.None);
            var change = document with { State = document.State with { Percentage = on ? Percentage.FromPercent(100) : Percentage.Zero } };
            var said = new RolloutEvent { Key = Flag, Version = 0, At = default, Actor = "benchmark", Change = new RolloutChange.PercentageSet(change.State.Percentage.Value) };
            var begun = Stopwatch.GetTimestamp();
            if (await store.TryWriteAsync(Environment, change, [said], CancellationToken.None) is null)
            {
                continue;
            }

            var committed = Stopwatch.GetTimestamp();
            var times = await Task.WhenAll(children.Select(child => child.ServesAsync(on)));
            writes.Add(Stopwatch.GetElapsedTime(begun, committed).TotalMilliseconds);
            sent.AddRange(times.Select(time => Stopwatch.GetElapsedTime(begun, time).TotalMilliseconds));
            effective.AddRange(times.Select(time => Math.Max(0, Stopwatch.GetElapsedTime(committed, time).TotalMilliseconds)));
            everywhere.Add(Math.Max(0, Stopwatch.GetElapsedTime(committed, times.Max()).TotalMilliseconds));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Print("write of a document with its event", [.. writes.Order()]);
        Print("a write sent to effective, each of three processes", [.. sent.Order()], floor);
        Print("committed to effective, each of three processes", [.. effective.Order()]);
        Print("committed to effective in all three", [.. everywhere.Order()]);
        foreach (var child in children)
        {
            await child.EndAsync();
        }
    }

    /// <summary>Many stores, each with its own connections, of which each reads again after every change.</summary>
    private static async Task FanOutAsync(PostgreSqlRolloutStore store, string connectionString)
    {
        const int Stores = 40;
        var stores = Enumerable.Range(0, Stores).Select(_ => new PostgreSqlRolloutStore(connectionString)).ToArray();
        var known = await Task.WhenAll(stores.Select(each => each.ReadAsync(Environment, CancellationToken.None).AsTask()));
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var waiting = stores.Zip(known, async (each, set) =>
            {
                var read = set;
                while (read.Version == set.Version)
                {
                    await each.WaitForChangeAsync(Environment, read, CancellationToken.None);
                    read = await each.ReadAsync(Environment, CancellationToken.None);
                }

                return read;
            }).ToArray();
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            var document = await store.GetAsync(Environment, Flag, CancellationToken.None);
            var change = document with { State = document.State with { Percentage = Percentage.FromPercent(i + 1) } };
            var said = new RolloutEvent { Key = Flag, Version = 0, At = default, Actor = "benchmark", Change = new RolloutChange.PercentageSet(change.State.Percentage.Value) };
            _ = await store.TryWriteAsync(Environment, change, [said], CancellationToken.None);
            var committed = Stopwatch.GetTimestamp();
            known = await Task.WhenAll(waiting);
            times.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }

        Print("committed to read by all of 40 stores in this process", [.. times.Order()]);
        foreach (var each in stores)
        {
            await each.DisposeAsync();
        }
    }

    /// <summary>How many small batches a second the database takes, from several connections at once.</summary>
    private static async Task FlushersAsync(string connectionString)
    {
        const int Flushers = 8;
        const int Batches = 250;
        await using var store = new PostgreSqlRolloutStore(connectionString);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Flushers).Select(async flusher =>
        {
            for (var sequence = 1; sequence <= Batches; sequence++)
            {
                await store.AddOutcomesAsync(Environment, new OutcomeBatch
                {
                    ProcessId = string.Create(CultureInfo.InvariantCulture, $"flusher {flusher}"),
                    Sequence = sequence,
                    Outcomes = [.. Enumerable.Range(0, 20).Select(i => new AgedOutcomes(TimeSpan.Zero, new OutcomeDelta
                    {
                        Flag = string.Create(CultureInfo.InvariantCulture, $"flag{i / 4}"),
                        Enabled = (i & 1) == 0,
                        Drawn = (i & 2) == 0,
                        Successes = 1000,
                        Failures = 10,
                        Latencies = [.. Enumerable.Range(0, 20).Select(bucket => new LatencyCount(1000 + bucket, 50))],
                    }))],
                }, CancellationToken.None);
            }
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"batches of 20 counts from 8 connections",-60} {Flushers * Batches / Stopwatch.GetElapsedTime(begun).TotalSeconds,8:0} a second"));
    }

    private static async Task FlushAsync(PostgreSqlRolloutStore store)
    {
        const int Deltas = 10_000;
        var times = new List<double>();
        for (var sequence = 1; sequence <= 7; sequence++)
        {
            var batch = new OutcomeBatch
            {
                ProcessId = "benchmark",
                Sequence = sequence,
                Outcomes = [.. Enumerable.Range(0, Deltas).Select(i => new AgedOutcomes(TimeSpan.FromSeconds(i % 5), new OutcomeDelta
                {
                    Flag = string.Create(CultureInfo.InvariantCulture, $"flag{i / 4}"),
                    Stage = "stage1",
                    Generation = 1,
                    Enabled = (i & 1) == 0,
                    Drawn = (i & 2) == 0,
                    Successes = 100,
                    Failures = 1,
                    Latencies = [.. Enumerable.Range(0, 20).Select(bucket => new LatencyCount(1000 + bucket, 5))],
                }))],
            };
            var begun = Stopwatch.GetTimestamp();
            await store.AddOutcomesAsync(Environment, batch, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        Print("flush of 10,000 outcome deltas of 20 latencies each", [.. times.Order()]);
        var reading = Stopwatch.GetTimestamp();
        var read = await store.ReadOutcomesAsync(Environment, 0, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"reading them back, 70,000 deltas",-60} {Stopwatch.GetElapsedTime(reading).TotalMilliseconds,8:0} ms ({read.Outcomes.Count:N0})"));
    }

    private static async Task LoadAsync(PostgreSqlRolloutStore store, string connectionString)
    {
        const int Flags = 10_000;
        var documents = Enumerable.Range(0, Flags).Select(i => FlagDocument.Empty(string.Create(CultureInfo.InvariantCulture, $"flag{i:00000}")) with { Version = 1 })
            .Select(document => document with { State = document.State with { Percentage = Percentage.FromPercent(25) } }).ToArray();
        var restoring = Stopwatch.GetTimestamp();
        await store.RestoreAsync(Environment, documents, [], replace: true, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"restore of 10,000 flags",-60} {Stopwatch.GetElapsedTime(restoring).TotalMilliseconds,8:0} ms"));
        var times = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            await using var another = new PostgreSqlRolloutStore(connectionString);
            _ = await another.GetTimeAsync(CancellationToken.None);
            var begun = Stopwatch.GetTimestamp();
            _ = await another.ReadAsync(Environment, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        Print("load of 10,000 flags, connected", [.. times.Order()]);
    }

    /// <summary>Three processes that nobody asks anything, for a minute.</summary>
    private static async Task IdleAsync(string connectionString)
    {
        var children = Enumerable.Range(0, Processes).Select(_ => new Child(connectionString)).ToArray();
        foreach (var child in children)
        {
            await child.ReadyAsync();
        }

        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        await using var watching = NpgsqlDataSource.Create(connectionString);
        var before = await CommitsAsync(watching);
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        var statements = await CommitsAsync(watching) - before;
        await using var count = watching.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        var connections = (long)(await count.ExecuteScalarAsync())!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle, for each of three processes: {(double)connections / Processes:0.#} connections (with this program's), {statements / Processes} transactions a minute"));
        foreach (var child in children)
        {
            await child.EndAsync();
        }
    }

    private static async Task<long> CommitsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static void Print(string name, double[] sorted, double[]? floor = null)
    {
        var (median, high) = (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
        var ratio = floor is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {median / floor[floor.Length / 2]:0.0} × and {high / floor[(int)(floor.Length * 0.99)]:0.0} × the bare NOTIFY");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} p50 {median,8:0.00} ms  p99 {high,8:0.00} ms{ratio}"));
    }

    /// <summary>A process of this program that serves.</summary>
    private sealed class Child
    {
        private readonly Process _process;

        public Child(string connectionString)
        {
            var start = new ProcessStartInfo(System.Environment.ProcessPath!, [typeof(Child).Assembly.Location, "shared-store-child", connectionString])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            _process = Process.Start(start)!;
        }

        public async Task ReadyAsync()
        {
            while (await LineAsync() != "ready")
            {
            }
        }

        /// <summary>The moment at which it began to serve this answer.</summary>
        public async Task<long> ServesAsync(bool on)
        {
            while (true)
            {
                var words = (await LineAsync()).Split(' ');
                if (words.Length == 2 && bool.Parse(words[0]) == on)
                {
                    return long.Parse(words[1], CultureInfo.InvariantCulture);
                }
            }
        }

        public async Task EndAsync()
        {
            await _process.StandardInput.WriteLineAsync("end");
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private async Task<string> LineAsync() => await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A process ended.");
    }
}
