using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Watching.Reading;

/// <summary>Where the flags come from.</summary>
/// <param name="Status">As the host, or this program before the store, has it.</param>
/// <param name="SeesOutcomes">See <see cref="FlagPicture.SeesOutcomes"/>.</param>
/// <param name="IsHost">Whether a running host answered, and not a store.</param>
internal sealed record Surroundings(StatusResource Status, bool SeesOutcomes, bool IsHost)
{
    public static async Task<Surroundings> ReadAsync(IBackend backend, CancellationToken cancellationToken)
    {
        // A host counts by itself. Before a store it depends on whether the store adds up what hosts counted; that is known only where the call is made.
        var (sees, isHost) = (true, true);
        var status = Readings.Status();
        var answer = await backend.DoAsync(status with
        {
            Locally = (local, cancellation) =>
            {
                (sees, isHost) = (local.Store is IOutcomeStore, false);
                return status.Locally(local, cancellation);
            },
        }, cancellationToken);
        return new Surroundings(answer, sees, isHost);
    }

    /// <summary>All rollouts.</summary>
    public static Operation<RolloutsResource> Rollouts() => new(HttpMethod.Get, "rollouts/{environment}", () => CliJson.Default.RolloutsResource, async (local, cancellationToken) =>
        new RolloutsResource(local.Manager.Environment, [.. (await local.Manager.ListFlagsAsync(cancellationToken)).Where(flag => flag.Rollout?.Key == flag.Key).Select(RolloutSummaryResource.Of)]));
}
