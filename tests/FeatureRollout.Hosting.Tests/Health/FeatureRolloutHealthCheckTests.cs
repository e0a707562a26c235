using FeatureRollout.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeatureRollout.Hosting.Tests.Health;

[Trait("Requirement", "S1-09")]
[Trait("Requirement", "F-21")]
public sealed class FeatureRolloutHealthCheckTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(FlagsReadiness.Ready, HealthStatus.Healthy)]
    [InlineData(FlagsReadiness.Degraded, HealthStatus.Degraded)]
    [InlineData(FlagsReadiness.NeverLoaded, HealthStatus.Unhealthy)]
    public async Task Readiness_is_mapped(FlagsReadiness readiness, HealthStatus health) =>
        Assert.Equal(health, (await Check(Status(readiness))).Status);

    [Fact]
    public async Task The_failure_status_of_the_registration_is_kept() =>
        Assert.Equal(HealthStatus.Degraded, (await Check(Status(FlagsReadiness.NeverLoaded), HealthStatus.Degraded)).Status);

    [Fact]
    public async Task The_data_say_where_each_provider_stands()
    {
        var now = _clock.GetUtcNow();
        var result = await Check(Status(
            FlagsReadiness.Degraded,
            new ProviderStatus { Name = "file flags.json", Version = "7", LastGood = now.AddSeconds(-90) },
            new ProviderStatus { Name = "postgres", FromLastKnownGood = true, Problems = ["away"] },
            new ProviderStatus { Name = "postgres" }));

        Assert.Equal("Degraded", result.Data["readiness"]);
        Assert.Equal(42L, result.Data["version"]);
        Assert.Equal("staging", result.Data["environment"]);
        Assert.Equal("provider", result.Data["file flags.json: source"]);
        Assert.Equal(90.0, result.Data["file flags.json: age_seconds"]);
        Assert.Equal("7", result.Data["file flags.json: version"]);
        Assert.Equal("last known good copy", result.Data["postgres: source"]);
        Assert.Equal(1, result.Data["postgres: problems"]);
        Assert.False(result.Data.ContainsKey("postgres: age_seconds"));
        Assert.Equal("nothing", result.Data["postgres #3: source"]);
        Assert.Contains("postgres", result.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("file flags.json", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_is_found_through_the_services_by_name_and_tag()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IFeatureFlags>(new StatusOnly(Status(FlagsReadiness.Ready)));
        services.AddSingleton<TimeProvider>(_clock);
        services.AddHealthChecks().AddFeatureRollout(tags: ["ready"]);
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));
        Assert.Equal(HealthStatus.Healthy, report.Entries["feature_rollout"].Status);
    }

    [Theory]
    [InlineData(FlagsReadiness.Ready, HealthStatus.Degraded)]
    [InlineData(FlagsReadiness.NeverLoaded, HealthStatus.Unhealthy)]
    public async Task Trouble_of_the_rollouts_with_the_store_is_told_and_never_better_than_degraded(FlagsReadiness readiness, HealthStatus health)
    {
        var result = await Check(Status(readiness), troubles: ["Outcomes could not be sent to the store."]);

        Assert.Equal(health, result.Status);
        Assert.EndsWith(" Outcomes could not be sent to the store.", result.Description, StringComparison.Ordinal);
        Assert.Equal(1, result.Data["rollouts: troubles"]);
    }

    private Task<HealthCheckResult> Check(FeatureFlagsStatus status, HealthStatus? failureStatus = null, params string[] troubles)
    {
        var check = new FeatureRolloutHealthCheck(new StatusOnly(status), () => troubles, _clock);
        var registration = new HealthCheckRegistration("test", check, failureStatus, null);
        return check.CheckHealthAsync(new HealthCheckContext { Registration = registration });
    }

    private static FeatureFlagsStatus Status(FlagsReadiness readiness, params ProviderStatus[] providers) =>
        new() { Readiness = readiness, Version = 42, Environment = "staging", Providers = providers };

    private sealed class StatusOnly(FeatureFlagsStatus status) : IFeatureFlags
    {
        public FeatureFlagsStatus Status => status;

        public bool IsEnabled(string flag, string customerId) => throw new NotSupportedException();

        public bool IsEnabled(string flag, string customerId, bool defaultValue) => throw new NotSupportedException();

        public bool IsEnabled(string flag, in EvaluationContext context) => throw new NotSupportedException();

        public bool IsEnabled(string flag, in EvaluationContext context, bool defaultValue) => throw new NotSupportedException();

        public FlagEvaluation Evaluate(string flag, in EvaluationContext context, bool defaultValue = false) => throw new NotSupportedException();

        public T GetVariant<T>(string flag, in EvaluationContext context, T fallback) => throw new NotSupportedException();

        public CustomerFlags For(in EvaluationContext context) => throw new NotSupportedException();

        public FeatureFlag GetFlag(string flag) => throw new NotSupportedException();

        public FlagExplanation Explain(string flag, in EvaluationContext context) => throw new NotSupportedException();

        public void RecordOutcome(in FlagEvaluation evaluation, FlagOutcome outcome) => throw new NotSupportedException();

        public FlagStatistics? GetStatistics(string flag) => throw new NotSupportedException();

        public FlagDefinition? GetDefinition(string flag) => throw new NotSupportedException();

        public ValueTask<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IDisposable OnChange(string name, Action<FlagsChange> listener) => throw new NotSupportedException();
    }
}
