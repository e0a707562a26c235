using FeatureRollout.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Hosting.Tests;

[Trait("Requirement", "F-12")]
public sealed class AddFeatureRolloutTests
{
    [Fact]
    public void Calling_it_twice_adds_nothing_twice()
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout();
        var before = services.Count(descriptor => !descriptor.ServiceType.Name.Contains("Options", StringComparison.Ordinal));
        services.AddFeatureRollout();
        Assert.Equal(before, services.Count(descriptor => !descriptor.ServiceType.Name.Contains("Options", StringComparison.Ordinal)));
        Assert.Equal(2, services.Count(descriptor => descriptor.ServiceType == typeof(IHostedService)));
        Assert.Single(services, descriptor => descriptor.ServiceType == typeof(IFeatureFlags));
    }

    [Fact]
    public void A_client_that_was_added_before_stays()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IFeatureFlags>(_ => throw new InvalidOperationException("mine"));
        services.AddFeatureRollout();
        using var provider = services.BuildServiceProvider();
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IFeatureFlags>()).Message);
    }

    [Fact]
    public void The_order_of_calls_is_the_precedence()
    {
        var services = WithConfiguration();
        services.AddFeatureRollout()
            .AddProvider(new TestProvider("one"))
            .AddJsonFile("flags.json")
            .AddProvider(_ => new TestProvider("two"))
            .AddConfiguration(new ConfigurationBuilder().Build().GetSection("FeatureRollout:Flags"))
            .AddConfiguration();
        services.AddFeatureRollout().AddProvider(new TestProvider("three"));
        using var provider = services.BuildServiceProvider();

        var names = ClientFactory.Options(provider).Providers.Select(item => item.Name).ToList();
        Assert.Equal(6, names.Count);
        Assert.Equal("one", names[0]);
        Assert.Contains("flags.json", names[1], StringComparison.Ordinal);
        Assert.Equal(["two", "configuration FeatureRollout:Flags", "configuration FEATURE_*", "three"], names[2..]);
    }

    [Fact]
    [Trait("Requirement", "S1-13")]
    public void The_environment_is_the_hosts_in_lower_case()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Staging" });
        builder.Services.AddFeatureRollout();
        using var host = builder.Build();
        Assert.Equal("staging", ClientFactory.Options(host.Services).Environment);
    }

    [Fact]
    [Trait("Requirement", "S1-13")]
    public void Without_a_host_the_environment_is_production()
    {
        using var provider = new ServiceCollection().AddFeatureRollout().Services.BuildServiceProvider();
        Assert.Equal("production", ClientFactory.Options(provider).Environment);
    }

    [Fact]
    [Trait("Requirement", "S1-13")]
    public void An_environment_that_was_set_is_taken_as_it_is()
    {
        using var provider = new ServiceCollection().AddFeatureRollout(options => options.Environment = "EU-1").Services.BuildServiceProvider();
        Assert.Equal("EU-1", ClientFactory.Options(provider).Environment);
    }

    [Fact]
    public void Options_and_the_clock_reach_the_client()
    {
        var clock = new ManualClock();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddFeatureRollout(options =>
        {
            options.PollInterval = TimeSpan.FromSeconds(7);
            options.ReadTimeout = TimeSpan.FromSeconds(3);
            options.LastKnownGoodPath = "/tmp/copy.json";
        });
        using var provider = services.BuildServiceProvider();
        var made = ClientFactory.Options(provider);
        Assert.Equal(TimeSpan.FromSeconds(7), made.PollInterval);
        Assert.Equal(TimeSpan.FromSeconds(3), made.ReadTimeout);
        Assert.Equal("/tmp/copy.json", made.LastKnownGoodPath);
        Assert.Same(clock, made.TimeProvider);
        Assert.Null(made.SegmentLookup!("crm", "beta", "acme"));
    }

    [Fact]
    public void Configuration_without_any_in_the_services_is_explained()
    {
        using var provider = new ServiceCollection().AddFeatureRollout().AddConfiguration().Services.BuildServiceProvider();
        var exception = Assert.Throws<InvalidOperationException>(() => ClientFactory.Options(provider));
        Assert.Contains("AddEnvironmentVariables", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_start_at_the_content_root()
    {
        var root = Path.GetTempPath();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = root });
        using var host = builder.Build();
        Assert.Equal(Path.Combine(root, "flags.json"), ContentRoot.Resolve(host.Services, "flags.json"));
        Assert.Equal("/etc/flags.json", ContentRoot.Resolve(host.Services, "/etc/flags.json"));
    }

    [Fact]
    [Trait("Requirement", "S1-01")]
    public async Task Configuration_names_find_the_flags_of_other_providers()
    {
        var source = TestProvider.With(new FlagDefinition { Key = "outbound-calls", Percentage = 50 });
        var services = WithConfiguration(
            ("FEATURE_OUTBOUND_CALLS", "false"), ("FEATURE_ANALYTICS_ENABLED", "0.01"), ("FEATURE_BY_SECTION", "10%"), ("Flags:by-section", "true"), ("Flags:OutboundCalls", "5%"));
        services.AddFeatureRollout()
            .AddConfiguration(services.BuildServiceProvider().GetRequiredService<IConfiguration>().GetSection("Flags"))
            .AddConfiguration()
            .AddProvider(source);
        await using var provider = services.BuildServiceProvider();
        var flags = provider.GetRequiredService<FeatureFlags>();

        await flags.RefreshAsync();
        Assert.Equal(["analytics_enabled", "by-section", "outbound-calls"], Keys(flags));
        Assert.Equal(FlagReason.Killed, flags.Evaluate("outbound-calls", "acme").Reason);

        source.Set(new FlagDefinition { Key = "outbound-calls" }, new FlagDefinition { Key = "analytics" });
        await flags.RefreshAsync();
        Assert.Equal(["analytics", "by-section", "outbound-calls"], Keys(flags));
    }

    private static string[] Keys(FeatureFlags flags) => [.. flags.Snapshot.Flags.Select(flag => flag.Key).Order(StringComparer.Ordinal)];

    private static ServiceCollection WithConfiguration(params (string Name, string Value)[] entries)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create(entry.Name, (string?)entry.Value))).Build());
        return services;
    }
}
