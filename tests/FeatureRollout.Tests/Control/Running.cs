using System.Text;
using FeatureRollout.Flags.Files;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Control;

/// <summary>A client, a store and an engine in virtual time, with customers that ask and report how it went.</summary>
internal sealed class Running : IDisposable
{
    public static readonly RolloutActor Alice = new("alice", "planned");

    private static readonly string[] Customers = [.. Enumerable.Range(0, 1_000).Select(i => $"customer-{i}")];

    public Running(string file = """{ "flags": { "search": {} } }""", RolloutOptions? options = null, IRolloutStateStore? store = null, VirtualTimeProvider? time = null)
    {
        Time = time ?? new VirtualTimeProvider();
        Store = store ?? new MemoryRolloutStore(Time);
        File = new MemoryProvider(Read(file), name: "file");
        var flagOptions = new FeatureFlagsOptions { TimeProvider = Time };
        flagOptions.Providers.Add(File);
        flagOptions.Providers.Add(Store);
        Flags = new FeatureFlags(flagOptions);
        Engine = new RolloutEngine(Flags, Store, options ?? new RolloutOptions { Interval = TimeSpan.FromMinutes(1) });
        Flags.RefreshAsync().GetAwaiter().GetResult();
    }

    public VirtualTimeProvider Time { get; }

    public IRolloutStateStore Store { get; }

    public MemoryProvider File { get; }

    public FeatureFlags Flags { get; }

    public RolloutEngine Engine { get; }

    public IRolloutManager Manager => Engine.Manager;

    public static FlagSet Read(string file) => FlagFileReader.Read(Encoding.UTF8.GetBytes(file), "flags.json");

    /// <summary>A plan from its JSON.</summary>
    public static PlanDefinition Plan(string json) =>
        FlagFileReader.Read(Encoding.UTF8.GetBytes($$"""{ "plans": { "plan": {{json}} } }"""), "plan.json", closed: false).Plans["plan"];

    public int EnabledCustomers(string flag = "search") => Customers.Count(customer => Flags.IsEnabled(flag, customer));

    /// <summary>Every customer asks once; every so many answers of an arm fail.</summary>
    public void Traffic(int onFailsEvery = int.MaxValue, int offFailsEvery = int.MaxValue, string flag = "search", double latencyMs = 20)
    {
        var (on, off) = (0, 0);
        foreach (var customer in Customers)
        {
            var evaluation = Flags.Evaluate(flag, customer);
            var failed = evaluation.Enabled ? ++on % onFailsEvery == 0 : ++off % offFailsEvery == 0;
            Flags.RecordOutcome(evaluation, new FlagOutcome(!failed, TimeSpan.FromMilliseconds(latencyMs)));
        }
    }

    /// <summary>Time goes by; after each interval there is traffic and a look.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan? interval = null, Action? traffic = null)
    {
        var step = interval ?? TimeSpan.FromMinutes(1);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            (traffic ?? (() => Traffic()))();
            await Engine.LookAsync();
        }
    }

    public async Task<RolloutState> StateAsync(string key = "search") => (await Manager.GetRolloutConfigAsync(key))!;

    public void Dispose() => Flags.Dispose();
}
