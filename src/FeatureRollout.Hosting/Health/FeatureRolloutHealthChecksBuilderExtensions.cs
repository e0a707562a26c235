using FeatureRollout.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeatureRollout;

/// <summary>Adds the flags to an application's health checks.</summary>
public static class FeatureRolloutHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that is healthy when every provider was read at its last attempt, degraded when something is stale or
    /// refused or the engine of rollouts has trouble with the store, and unhealthy when nothing has ever been loaded. Use it for readiness, not for liveness: a restart mends nothing.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What to report when nothing has ever been loaded; null for unhealthy.</param>
    /// <param name="tags">The check's tags.</param>
    public static IHealthChecksBuilder AddFeatureRollout(
        this IHealthChecksBuilder builder, string name = "feature_rollout", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            static services => new FeatureRolloutHealthCheck(
                services.GetRequiredService<IFeatureFlags>(),
                services.GetService<IRolloutStateStore>() is null ? static () => [] : () => services.GetRequiredService<RolloutEngine>().Troubles,
                ClientFactory.Clock(services)),
            failureStatus,
            tags));
    }
}
