using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Hosting.Tests;

[Trait("Requirement", "F-12")]
public sealed class JsonFileHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("feature-rollout-");

    [Fact]
    [Trait("Requirement", "S1-01")]
    public async Task A_file_below_and_the_environment_above_make_one_answer()
    {
        Write("""{ "flags": { "outbound-calls": { "percentage": 0, "include": ["acme"] }, "chat": { "percentage": 100 } } }""");
        using var host = Build(("FEATURE_OUTBOUND_CALLS_PERCENTAGE", "100"), ("FEATURE_CHAT", "false"));
        await host.StartAsync().WaitAsync(Patience);
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.True(flags.IsEnabled("outbound-calls", "somebody"));
        Assert.Equal(FlagReason.Included, flags.Evaluate("outbound-calls", "acme").Reason);
        Assert.Equal(FlagReason.Killed, flags.Evaluate("chat", "acme").Reason);
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_file_that_is_changed_while_the_host_runs_is_followed()
    {
        Write("""{ "flags": { "chat": { "percentage": 100 } } }""");
        using var host = Build();
        await host.StartAsync().WaitAsync(Patience);
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.True(flags.IsEnabled("chat", "acme"));

        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = flags.OnChange("test", _ => changed.TrySetResult());
        Write("""{ "flags": { "chat": { "enabled": false } } }""");
        await changed.Task.WaitAsync(Patience);
        Assert.False(flags.IsEnabled("chat", "acme"));
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_file_that_is_missing_does_not_fail_the_start()
    {
        using var host = Build();
        await host.StartAsync().WaitAsync(Patience);
        Assert.True(host.Services.GetRequiredService<IFeatureFlags>().IsEnabled("chat", "acme", defaultValue: true));
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    [Trait("Requirement", "S1-01")]
    [Trait("Requirement", "S2-02")]
    public async Task The_later_provider_wins_member_by_member_and_a_toggle_is_walked_up_by_the_environment()
    {
        Write("""{ "flags": { "analytics": { "percentage": 50, "include": ["acme"] }, "chat": { "percentage": 100 }, "search": { "requires": ["by-hand"] } } }""");
        var memory = new MemoryProvider();
        memory.Set(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["by-hand"] = new() { Key = "by-hand", Percentage = 0 } } });
        using var host = Build(builder => builder.AddJsonFile("flags.json", isComplete: false).AddConfiguration().AddMemory(memory), ("FEATURE_BY_HAND", "100%"), ("FEATURE_CHAT", "true"));
        await host.StartAsync().WaitAsync(Patience);
        var flags = host.Services.GetRequiredService<FeatureFlags>();
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();

        Assert.False(flags.IsEnabled("by-hand", "acme"));
        Assert.Equal(FlagReason.PrerequisiteOff, flags.Evaluate("search", "acme").Reason);
        Assert.True(flags.IsEnabled("chat", "acme"));
        foreach (var (value, least, most) in new[] { ("0.01", 20, 200), ("0.05", 350, 650), ("0.1", 800, 1_200), ("10%", 800, 1_200), ("1", 10_000, 10_000) })
        {
            configuration["FEATURE_ANALYTICS_ENABLED"] = value;
            await flags.RefreshAsync();
            Assert.InRange(Enumerable.Range(0, 10_000).Count(id => flags.IsEnabled("analytics", $"customer-{id}")), least, most);
            Assert.Equal(FlagReason.Included, flags.Evaluate("analytics", "acme").Reason);
        }

        configuration["FEATURE_ANALYTICS_ENABLED"] = "lots";
        await flags.RefreshAsync();
        Assert.True(flags.IsEnabled("analytics", "somebody"));
        Assert.Equal(FlagsReadiness.Degraded, flags.Status.Readiness);
        configuration["FEATURE_ANALYTICS_ENABLED"] = "0";
        await flags.RefreshAsync();
        Assert.Equal(FlagReason.Killed, flags.Evaluate("analytics", "acme").Reason);
        memory.Kill("chat");
        await flags.RefreshAsync();
        Assert.Equal(FlagReason.Killed, flags.Evaluate("chat", "acme").Reason);
        await host.StopAsync().WaitAsync(Patience);
    }

    [Theory]
    [InlineData("FEATURE_SEARCH_V2")]
    [InlineData("FEATURE_SEARCHV2")]
    [InlineData("feature_search-v2")]
    [Trait("Requirement", "S1-06")]
    public async Task A_flag_has_one_spelling_among_all_providers_and_a_kill_by_environment_reaches_it(string entry)
    {
        Write("""{ "flags": { "search-v2": { "percentage": 100 } } }""");
        var memory = new MemoryProvider();
        using var host = Build(builder => builder.AddJsonFile("flags.json").AddMemory(memory).AddConfiguration());
        var flags = host.Services.GetRequiredService<FeatureFlags>();
        await flags.RefreshAsync();
        memory.Update(set => set with { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search_v2"] = new() { Key = "search_v2", Percentage = 0 } } });
        await flags.RefreshAsync();
        Assert.Equal((FlagsReadiness.Degraded, true), (flags.Status.Readiness, flags.IsEnabled("search-v2", "acme")));
        Assert.Contains(
            flags.Status.Providers.SelectMany(provider => provider.Problems),
            problem => problem.Contains("\"search_v2\" and \"search-v2\"", StringComparison.Ordinal));
        Assert.Equal(FlagReason.UnknownFlag, flags.Evaluate("search_v2", "acme").Reason);

        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        configuration[entry] = "false";
        await flags.RefreshAsync();
        Assert.Equal(FlagReason.Killed, flags.Evaluate("search-v2", "acme").Reason);
    }

    [Fact]
    [Trait("Requirement", "S1-09")]
    [Trait("Requirement", "F-21")]
    public async Task The_health_check_follows_the_file()
    {
        using var host = Build(builder => builder.AddJsonFile("flags.json"));
        var flags = host.Services.GetRequiredService<FeatureFlags>();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        await flags.RefreshAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        Write("""{ "flags": { "chat": { "percentage": 100 } } }""");
        await flags.RefreshAsync();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        Write("{");
        await flags.RefreshAsync();
        var entry = (await health.CheckHealthAsync()).Entries["feature_rollout"];
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal(("provider", 1), (entry.Data["file flags.json: source"], entry.Data["file flags.json: problems"]));
        Assert.True(flags.IsEnabled("chat", "acme"));
    }

    [Fact]
    [Trait("Requirement", "S1-14")]
    public async Task A_secret_value_is_told_and_kept_nowhere()
    {
        const string Secret = "s3cr3t-Hunter2";
        using var logger = new RecordingLogger();
        using (var host = Build(
            builder =>
            {
                builder.Services.AddLogging(logging => logging.AddProvider(logger).SetMinimumLevel(LogLevel.Trace));
                builder.Services.Configure<FeatureRolloutOptions>(options => options.LastKnownGoodPath = "flags.lkg");
                builder.AddConfiguration().AddConfiguration("");
            },
            ("FEATURE_X", Secret), ("FEATURE_Y", "true"), ("FEATURE_PASSWORD_PERCENTAGE", Secret), ("Y", Secret)))
        {
            await host.StartAsync().WaitAsync(Patience);
            var flags = host.Services.GetRequiredService<FeatureFlags>();
            Assert.True(flags.IsEnabled("y", "acme"));
            var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            var entry = report.Entries["feature_rollout"];
            var told = string.Join('\n', flags.Status.Providers.SelectMany(provider => provider.Problems))
                + flags.Status + entry.Description + string.Join('\n', entry.Data) + flags.Explain("y", "acme") + logger.Everything;
            Assert.Contains("FEATURE_X", told, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, told, StringComparison.OrdinalIgnoreCase);
            await host.StopAsync().WaitAsync(Patience);
        }

        var kept = await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "flags.lkg"));
        Assert.Contains("\"y\"", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, kept + logger.Everything, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write(string json)
    {
        var path = Path.Combine(_directory.FullName, "flags.json");
        File.WriteAllText(path + ".new", json);
        File.Move(path + ".new", path, overwrite: true);
    }

    private IHost Build(params (string Name, string Value)[] entries) =>
        Build(builder => builder.AddJsonFile("flags.json").AddConfiguration(), entries);

    private IHost Build(Action<FeatureRolloutBuilder> add, params (string Name, string Value)[] entries)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _directory.FullName });
        builder.Configuration.AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create(entry.Name, (string?)entry.Value)));
        builder.Services.AddHealthChecks().AddFeatureRollout();
        add(builder.Services.AddFeatureRollout(options => options.StartupTimeout = TimeSpan.FromSeconds(2)));
        return builder.Build();
    }
}
