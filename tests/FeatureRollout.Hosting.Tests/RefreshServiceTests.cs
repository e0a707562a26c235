using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Hosting.Tests;

[Trait("Requirement", "F-12")]
[Trait("Requirement", "S0-15")]
public sealed class RefreshServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly RecordingLogger _logger = new();

    [Fact]
    [Trait("Requirement", "S1-04")]
    public async Task After_the_hosts_start_the_flags_are_ready()
    {
        using var host = Build(builder => builder.AddProvider(TestProvider.With(On("chat"))));
        await host.StartAsync();
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.True(flags.IsEnabled("chat", "acme"));
        Assert.Equal(FlagsReadiness.Ready, flags.Status.Readiness);
        Assert.Contains(_logger.Messages, message => message.EventId == 3);
        await host.StopAsync();
        Assert.True(flags.IsEnabled("chat", "acme"));
    }

    [Fact]
    [Trait("Requirement", "S1-04")]
    public async Task Services_that_were_added_before_find_flags_when_they_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<Asking>();
        builder.Services.AddFeatureRollout().AddProvider(TestProvider.With(On("chat")));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.True(host.Services.GetServices<IHostedService>().OfType<Asking>().Single().Answer);
    }

    [Fact]
    public async Task A_provider_that_hangs_does_not_hold_up_the_start_or_the_stop()
    {
        using var host = Build(
            builder => builder.AddProvider(TestProvider.With(On("chat"))).AddProvider(new TestProvider("stuck") { Hangs = true }),
            options => options.StartupTimeout = TimeSpan.FromMilliseconds(300));
        var begun = Stopwatch.GetTimestamp();
        await host.StartAsync().WaitAsync(Patience);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30));
        var warning = Assert.Single(_logger.Messages, message => message.EventId == 4);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("stuck", warning.Text, StringComparison.Ordinal);
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_start_that_requires_flags_fails_naming_the_provider()
    {
        using var host = Build(
            builder => builder.AddProvider(new TestProvider("stuck") { Hangs = true }),
            options => (options.StartupTimeout, options.RequireReadyAtStart) = (TimeSpan.FromMilliseconds(200), true));
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync().WaitAsync(Patience));
        Assert.Contains("stuck", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireReadyAtStart", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_reaches_the_flags_while_the_host_runs()
    {
        var provider = TestProvider.With(On("chat"));
        using var host = Build(builder => builder.AddProvider(provider));
        await host.StartAsync();
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = flags.OnChange("test", _ => changed.TrySetResult());
        provider.Set(On("chat") with { Enabled = false });
        await changed.Task.WaitAsync(Patience);
        Assert.False(flags.IsEnabled("chat", "acme"));
        await host.StopAsync();
    }

    [Fact]
    [Trait("Requirement", "S1-01")]
    [Trait("Requirement", "S2-07")]
    public async Task The_environment_kills_a_flag_whose_key_is_spelled_otherwise_from_the_first_answer_on()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("FEATURE_MASTER_SWITCH_ENABLED", (string?)"0"), KeyValuePair.Create("FEATURE_CHAT", (string?)"true")]);
        builder.Services.AddFeatureRollout()
            .AddProvider(TestProvider.With(
                On("master-switch"), On("chat") with { Requires = ["master-switch"] }, On("voice") with { Requires = ["master-switch"] }, On("search")))
            .AddConfiguration();
        using var host = builder.Build();
        await host.StartAsync();
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.Equal(FlagReason.Killed, flags.Evaluate("master-switch", "acme").Reason);
        Assert.Equal(FlagReason.PrerequisiteOff, flags.Evaluate("chat", "acme").Reason);
        Assert.Equal(FlagReason.PrerequisiteOff, flags.Evaluate("voice", "acme").Reason);
        Assert.True(flags.IsEnabled("search", "acme"));
        await host.StopAsync();
    }

    [Fact]
    [Trait("Requirement", "S1-14")]
    public async Task A_secret_in_the_environment_reaches_no_log_and_no_status()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("FEATURE_API_KEY", (string?)"hunter2")]);
        builder.Logging.AddProvider(_logger).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddFeatureRollout().AddConfiguration();
        using var host = builder.Build();
        await host.StartAsync();
        var status = host.Services.GetRequiredService<IFeatureFlags>().Status;
        Assert.Contains("FEATURE_API_KEY", status.Providers[0].Problems[0], StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _logger.Everything + string.Join('\n', status.Providers.SelectMany(provider => provider.Problems)), StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task Without_a_host_one_call_starts_the_flags_and_disposal_ends_them()
    {
        var provider = TestProvider.With(On("chat"));
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddProvider(provider);
        await using var built = services.BuildServiceProvider();
        var flags = await built.StartFeatureRolloutAsync();
        Assert.Same(flags, await built.StartFeatureRolloutAsync());
        Assert.True(flags.IsEnabled("chat", "acme"));
    }

    [Fact]
    public async Task Without_a_host_an_explicit_refresh_is_enough_to_serve()
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddProvider(TestProvider.With(On("chat")));
        await using var built = services.BuildServiceProvider();
        await built.GetRequiredService<FeatureFlags>().RefreshAsync();
        Assert.True(built.GetRequiredService<IFeatureFlags>().IsEnabled("chat", "acme"));
    }

    public void Dispose() => _logger.Dispose();

    private static FlagDefinition On(string key) => new() { Key = key, Enabled = true, Percentage = 100 };

    private IHost Build(Action<FeatureRolloutBuilder> add, Action<FeatureRolloutOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_logger);
        add(builder.Services.AddFeatureRollout(configure ?? (_ => { })));
        return builder.Build();
    }

    private sealed class Asking(IFeatureFlags flags) : IHostedService
    {
        public bool Answer { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Answer = flags.IsEnabled("chat", "acme");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
