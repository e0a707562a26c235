using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>All rollouts, which know their stage's number.</summary>
internal static class RolloutList
{
    public static Operation<RolloutsResource> Operation() => new(HttpMethod.Get, "rollouts/{environment}", () => CliJson.Default.RolloutsResource, async (local, cancellationToken) =>
        new RolloutsResource(
            local.Manager.Environment,
            [.. (await local.Manager.ListFlagsAsync(cancellationToken)).Where(flag => string.Equals(flag.Rollout?.Key, flag.Key, StringComparison.Ordinal)).Select(RolloutSummaryResource.Of)]));
}
