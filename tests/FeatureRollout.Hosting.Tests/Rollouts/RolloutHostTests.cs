using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Hosting.Tests.Rollouts;

public sealed class RolloutHostTests : IDisposable
{
    private const string Flags = """
        {
          "flags": { "search": {} },
          "plans": { "quick": {
            "minimumSamples": 50,
            "rollbackThreshold": { "errorRate": 0.2, "timeWindow": "10m" },
            "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" } },
          "rollouts": { "search": { "plan": "quick" } }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly RolloutActor Alice = new("alice", "planned");

    private readonly string _folder = Directory.CreateTempSubdirectory("feature-rollout-").FullName;

    public RolloutHostTests() => File.WriteAllText(Path.Combine(_folder, "flags.json"), Flags);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Requirement", "S4-02")]
    public async Task A_flag_under_rollouts_is_off_until_somebody_starts_it_and_the_state_survives_a_restart()
    {
        using (var host = await StartAsync())
        {
            var flags = host.Services.GetRequiredService<IFeatureFlags>();
            Assert.Equal(FlagReason.RolloutInactive, flags.Evaluate("search", "acme").Reason);

            await host.Services.GetRequiredService<IRolloutManager>().StartRolloutAsync("search", Alice);

            Assert.True(flags.IsEnabled("search", "acme"));
            await host.StopAsync();
        }

        using var again = await StartAsync();
        Assert.True(again.Services.GetRequiredService<IFeatureFlags>().IsEnabled("search", "acme"));
        var events = await again.Services.GetRequiredService<IRolloutManager>().ReadEventsAsync("search");
        Assert.Equal([typeof(RolloutChange.Created), typeof(RolloutChange.Started)], events.Select(each => each.Change.GetType()));
        await again.StopAsync();
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task The_controller_of_the_host_rolls_a_failing_feature_back_by_itself()
    {
        using var host = await StartAsync();
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        await host.Services.GetRequiredService<IRolloutManager>().StartRolloutAsync("search", Alice);
        var off = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = flags.OnChange("test", _ =>
        {
            if (flags.Evaluate("search", "acme").Reason == FlagReason.RolloutInactive)
            {
                off.TrySetResult();
            }
        });

        for (var i = 0; i < 100; i++)
        {
            flags.RecordOutcome(flags.Evaluate("search", "acme"), FlagOutcome.Failure());
        }

        await off.Task.WaitAsync(Limit);
        var last = (await host.Services.GetRequiredService<IRolloutManager>().ReadEventsAsync("search"))[^1];
        Assert.IsType<RolloutChange.RolledBack>(last.Change);
        Assert.Equal("controller", last.Actor);
        await host.StopAsync();
    }

    [Fact]
    [Trait("Requirement", "X-05")]
    public async Task Notifiers_among_the_services_are_told()
    {
        var notifier = new Hearing();
        using var host = await StartAsync(builder => builder.AddNotifier(notifier));

        await host.Services.GetRequiredService<IRolloutManager>().StartRolloutAsync("search", Alice);

        var told = await notifier.Heard.Task.WaitAsync(Limit);
        Assert.Equal("search", told.Key);
        await host.StopAsync();
    }

    [Fact]
    public void Without_a_store_asking_for_the_manager_says_what_to_add()
    {
        using var services = new ServiceCollection().AddFeatureRollout().Services.BuildServiceProvider();

        var problem = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IRolloutManager>);

        Assert.Contains("AddJsonFileStore", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_store_is_refused()
    {
        var builder = new ServiceCollection().AddFeatureRollout().AddStore(new MemoryRolloutStore());

        Assert.Throws<InvalidOperationException>(() => builder.AddJsonFileStore("flags.json"));
    }

    private async Task<IHost> StartAsync(Action<FeatureRolloutBuilder>? more = null)
    {
        var application = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder, DisableDefaults = true });
        var builder = application.Services.AddFeatureRollout(options => options.ControllerInterval = TimeSpan.FromMilliseconds(100))
            .AddJsonFile("flags.json")
            .AddJsonFileStore("flags.json");
        more?.Invoke(builder);
        var host = application.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Hearing : INotifier
    {
        public string Name => "test";

        public TaskCompletionSource<RolloutNotification> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
        {
            Heard.TrySetResult(notification);
            return Task.CompletedTask;
        }
    }
}
