using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Hosting.Tests.Rollouts;

public sealed class SharedStoreHostTests : IDisposable
{
    private const string Flags = """
        {
          "flags": { "search": {} },
          "plans": { "quick": { "metrics": { "lag": {} }, "rollbackWhen": ["last(lag) > 100"], "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" } },
          "rollouts": { "search": { "plan": "quick" } }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly RolloutActor Alice = new("alice", "planned");

    private readonly string _folder = Directory.CreateTempSubdirectory("feature-rollout-").FullName;
    private readonly MemoryRolloutStore _store = new();

    public SharedStoreHostTests() => File.WriteAllText(Path.Combine(_folder, "flags.json"), Flags);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Requirement", "S1-10")]
    [Trait("Requirement", "S0-08")]
    [Trait("Requirement", "F-14")]
    public async Task A_rollback_by_one_of_three_hosts_is_confirmed_by_all_of_them()
    {
        using var first = await StartAsync(runController: false);
        using var second = await StartAsync();
        using var third = await StartAsync();
        await Manager(first).StartRolloutAsync("search", Alice);
        await UntilAsync(async () => await StatusAsync(first) is { IsEverywhere: true, Processes.Count: 3 });

        // A host that may not control lets people act all the same; the controller is one of the others, and the change reaches it.
        await Manager(first).ReportValueAsync("search", "lag", 1000, Alice);

        await UntilAsync(async () => await StatusAsync(first) is { IsEverywhere: true, Standing: "disabled" });
        Assert.EndsWith(", 3 of 3", (await StatusAsync(third)).ToString(), StringComparison.Ordinal);
        Assert.All([first, second, third], host => Assert.False(host.Services.GetRequiredService<IFeatureFlags>().IsEnabled("search", "acme")));
        Assert.Equal("controller", Assert.Single(await Manager(second).ReadEventsAsync("search"), each => each.Change is RolloutChange.RolledBack).Actor);
    }

    [Fact]
    [Trait("Requirement", "S1-10")]
    [Trait("Requirement", "F-14")]
    public async Task A_host_that_stops_gives_the_lease_back_and_leaves_the_fleet()
    {
        using var first = await StartAsync();
        await Manager(first).StartRolloutAsync("search", Alice);
        await UntilAsync(async () => (await StatusAsync(first)).Processes.Count == 1);
        using var second = await StartAsync();
        await UntilAsync(async () => (await StatusAsync(second)).Processes.Count == 2);

        await first.StopAsync();

        Assert.Single((await StatusAsync(second)).Processes);

        // It would have lasted ten minutes more.
        Assert.NotNull(await _store.TryLeaseAsync(Manager(second).Environment, "next", Limit, CancellationToken.None));
    }

    private static IRolloutManager Manager(IHost host) => host.Services.GetRequiredService<IRolloutManager>();

    private static Task<FleetStatus> StatusAsync(IHost host) => Manager(host).GetFleetStatusAsync("search");

    private static async Task UntilAsync(Func<Task<bool>> met)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await met())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Limit, "This did not come about in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private async Task<IHost> StartAsync(bool runController = true)
    {
        var application = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder, DisableDefaults = true, EnvironmentName = "Production" });
        application.Services.AddFeatureRollout(options =>
            {
                options.RunController = runController;
                options.LeaseDuration = TimeSpan.FromMinutes(10);
                options.ControllerInterval = TimeSpan.FromHours(1);
            })
            .AddJsonFile("flags.json")
            .AddStore(_store);
        var host = application.Build();
        await host.StartAsync();
        return host;
    }
}
