using System.Text;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Flags.Files;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A host in virtual time, with customers who ask, and the backend that stands before it: it answers as a host does, fails, or says nothing.</summary>
internal sealed class World : IBackend
{
    public const string Plan = """
        { "minimumSamples": 20, "rollbackWhen": ["error_rate > 5%"], "holdWhen": ["open(P2) > 0"],
          "bands": [ { "name": "slow", "when": "p95(latency) > 2s", "then": "pause" } ],
          "alerts": [ { "name": "late", "when": "p95(latency) > 800ms", "severity": "warning" } ],
          "stages": [
            { "name": "alpha", "percentage": 10, "minimumDuration": "1h", "advanceWhen": ["error_rate < 2%", "p95(latency) < 500ms"] },
            { "name": "beta", "steps": [ { "percentage": 25 }, { "percentage": 50, "after": "2h" } ], "minimumDuration": "1d", "advanceWhen": ["error_rate < 1% for 2h"] },
            { "name": "everybody", "percentage": 100, "minimumDuration": "1h" } ] }
        """;

    public static readonly RolloutActor Ada = new("ada", "as planned");

    private readonly RolloutEngine _engine;
    private readonly string[] _customers;
    private int _on;
    private int _off;

    public World(string plan = Plan, string flag = "search", string more = "")
    {
        var store = new MemoryRolloutStore(Time);
        var file = FlagFileReader.Read(Encoding.UTF8.GetBytes($$"""{ "flags": { "{{flag}}": { "enabled": true }{{more}} }, "plans": { "steady": {{plan}} } }"""), "flags.json");
        Flags = new FeatureFlags(new FeatureFlagsOptions { TimeProvider = Time, Providers = { new MemoryProvider(file, name: "flags.json"), store } });
        _engine = new RolloutEngine(Flags, store, new RolloutOptions { Interval = TimeSpan.FromMinutes(1) });
        Store = store;
        _customers = Drawn(flag);
        Flags.RefreshAsync().GetAwaiter().GetResult();
    }

    /// <summary>Starts at noon.</summary>
    public VirtualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public FeatureFlags Flags { get; }

    public MemoryRolloutStore Store { get; }

    public IRolloutManager Manager => _engine.Manager;

    /// <summary>What is thrown in the place of an answer; null for none.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Whether no question is ever answered, nor its cancellation heard.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether this stands before files and not before a host.</summary>
    public bool IsFile { get; set; }

    public int Questions { get; private set; }

    public string Environment => "production";

    public string Place { get; set; } = "https://shop.example/";

    /// <summary>A rollout in its first stage, half an hour old, with traffic.</summary>
    public static async Task<World> RunningAsync(int onFailsEvery = 200, string plan = Plan, string flag = "search", string more = "")
    {
        var world = new World(plan, flag, more);
        await world.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = flag, PlanName = "steady" }, Ada);
        await world.Manager.StartRolloutAsync(flag, Ada, force: true);
        await world.PassAsync(30, onFailsEvery, flag);
        await world.Store.ReportAsync(
            "production", new ProcessReport { ProcessId = "1", Name = "web-1", Version = long.MaxValue, ServedFor = TimeSpan.FromMinutes(29), Lifetime = TimeSpan.FromDays(1) }, CancellationToken.None);
        return world;
    }

    /// <summary>So many minutes go by, each with requests and a look of the controller, unless that is not there.</summary>
    public async Task PassAsync(int minutes, int onFailsEvery = 200, string flag = "search", bool looks = true, double latencyMs = 120)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            Requests(onFailsEvery, flag, latencyMs);
            await Flags.RefreshAsync();
            if (looks)
            {
                await _engine.LookAsync();
            }
        }
    }

    /// <summary>A minute goes by in which each customer asks once.</summary>
    public void Requests(int onFailsEvery = 200, string flag = "search", double latencyMs = 120)
    {
        const int Parts = 12;
        for (var part = 0; part < Parts; part++)
        {
            Time.Advance(TimeSpan.FromMinutes(1) / Parts);
            Ask(_customers.Where((_, i) => i % Parts == part), onFailsEvery, flag, latencyMs);
        }
    }

    /// <summary>Customers ask and tell how it went, now.</summary>
    public void Ask(int onFailsEvery = 200) => Ask(_customers, onFailsEvery, "search", 120);

    private void Ask(IEnumerable<string> customers, int onFailsEvery, string flag, double latencyMs)
    {
        foreach (var customer in customers)
        {
            var evaluation = Flags.Evaluate(flag, customer);
            var fails = evaluation.Enabled ? ++_on % onFailsEvery == 0 : ++_off % 250 == 0;
            Flags.RecordOutcome(evaluation, new FlagOutcome(!fails, TimeSpan.FromMilliseconds(latencyMs + (_on % 40))));
        }
    }

    public Task<int> LookAsync() => _engine.LookAsync();

    /// <summary>A thousand customers of whom exactly as many are in each percentage as it says, so that no sample ratio is off.</summary>
    private static string[] Drawn(string flag)
    {
        using var tenth = FeatureFlags.FromJson($$"""{ "flags": { "{{flag}}": { "percentage": 10 } } }""");
        using var quarter = FeatureFlags.FromJson($$"""{ "flags": { "{{flag}}": { "percentage": 25 } } }""");
        var all = Enumerable.Range(0, 4_000).Select(i => $"customer-{i}").ToArray();
        return
        [
            .. all.Where(customer => tenth.IsEnabled(flag, customer)).Take(100),
            .. all.Where(customer => !tenth.IsEnabled(flag, customer) && quarter.IsEnabled(flag, customer)).Take(150),
            .. all.Where(customer => !quarter.IsEnabled(flag, customer)).Take(750),
        ];
    }

    public async Task<T> DoAsync<T>(Operation<T> operation, CancellationToken cancellationToken)
    {
        Questions++;
        if (IsSilent)
        {
            await new TaskCompletionSource().Task;
        }

        if (Fault is { } fault)
        {
            throw fault;
        }

        // A host answers for itself: what this program would do before a store is not done. It answers before virtual time goes on.
        return !IsFile && operation.Path == "status/{environment}"
            ? (T)(object)StatusResource.Of(Flags.Status)
            : operation.Locally(new LocalCall(Flags, Manager, IsFile ? new JsonFileRolloutStore("flags.json") : Store, new RolloutActor("test", operation.Reason)), cancellationToken).GetAwaiter().GetResult();
    }

    public Task ExportAsync(Stream output, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RestoredResource> ImportAsync(Stream input, string name, bool replace, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Starts something and lets time pass, from timer to timer, until it ends. All of it happens on this thread, one thing after the other.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> start)
    {
        var (context, task) = (SynchronizationContext.Current, (Task<T>?)null);
        try
        {
            SynchronizationContext.SetSynchronizationContext(null);
            task = start();
            Pass(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Pass(Task task)
    {
        for (var turn = 0; turn < 20_000 && !task.IsCompleted && Time.NextTimer is { } due; turn++)
        {
            var wait = due - Time.GetUtcNow();
            Time.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    public ValueTask DisposeAsync()
    {
        Flags.Dispose();
        return _engine.DisposeAsync();
    }
}
