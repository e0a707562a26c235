using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>Where a flag stands, as a person sees it before deciding.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Rollout">The rollout that moves it; null for none.</param>
internal sealed record Situation(FlagResource Flag, RolloutResource? Rollout)
{
    public static async Task<Situation> ReadAsync(IBackend backend, string key, CancellationToken cancellationToken)
    {
        var flag = await backend.DoAsync(Readings.Flag(key), cancellationToken);
        return new Situation(flag, flag.Rollout is { } rollout ? await backend.DoAsync(Readings.Rollout(rollout.Key), cancellationToken) : null);
    }
}
