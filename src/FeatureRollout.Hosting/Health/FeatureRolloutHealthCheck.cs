using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeatureRollout.Health;

/// <summary>
/// Healthy: every provider was read at its last attempt. Degraded: something is stale, refused or from the last known
/// good copy, or the engine of rollouts has trouble with the store. Unhealthy (or the registration's failure status): nothing has ever been loaded.
/// </summary>
internal sealed class FeatureRolloutHealthCheck(IFeatureFlags flags, Func<IReadOnlyList<string>> troublesNow, TimeProvider clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = flags.Status;
        var troubles = troublesNow();
        var health = status.Readiness switch
        {
            FlagsReadiness.NeverLoaded => context.Registration.FailureStatus,
            FlagsReadiness.Ready when troubles.Count == 0 => HealthStatus.Healthy,
            _ => HealthStatus.Degraded,
        };
        return Task.FromResult(new HealthCheckResult(health, string.Join(' ', troubles.Prepend(Describe(status))), data: Data(status, troubles)));
    }

    private static string Describe(FeatureFlagsStatus status)
    {
        var served = string.Create(CultureInfo.InvariantCulture, $"version {status.Version} of environment {status.Environment}");
        if (status.Readiness == FlagsReadiness.Ready)
        {
            return $"Serving {served}.";
        }

        var troubled = string.Join(", ", status.Providers.Where(provider => IsTroubled(provider)).Select(provider => provider.Name));
        var about = troubled.Length == 0 ? "" : $" Look at: {troubled}.";
        return status.Readiness == FlagsReadiness.NeverLoaded
            ? $"No flags have been loaded; every answer is a default.{about}"
            : $"Serving {served}, not all of it fresh.{about}";
    }

    private Dictionary<string, object> Data(FeatureFlagsStatus status, IReadOnlyList<string> troubles)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["readiness"] = status.Readiness.ToString(),
            ["version"] = status.Version,
            ["environment"] = status.Environment,
        };
        if (troubles.Count > 0)
        {
            data["rollouts: troubles"] = troubles.Count;
        }

        var now = clock.GetUtcNow();
        for (var i = 0; i < status.Providers.Count; i++)
        {
            var provider = status.Providers[i];
            var name = data.ContainsKey($"{provider.Name}: source") ? string.Create(CultureInfo.InvariantCulture, $"{provider.Name} #{i + 1}") : provider.Name;
            data[$"{name}: source"] = provider switch
            {
                { FromLastKnownGood: true } => "last known good copy",
                { LastGood: null } => "nothing",
                _ => "provider",
            };
            if (provider.LastGood is { } lastGood)
            {
                data[$"{name}: age_seconds"] = Math.Max(0, (now - lastGood).TotalSeconds);
            }

            if (provider.Version is { } version)
            {
                data[$"{name}: version"] = version;
            }

            if (provider.Problems.Count > 0)
            {
                data[$"{name}: problems"] = provider.Problems.Count;
            }
        }

        return data;
    }

    private static bool IsTroubled(ProviderStatus provider) =>
        provider.LastGood is null || provider.FromLastKnownGood || provider.Problems.Count > 0;
}
