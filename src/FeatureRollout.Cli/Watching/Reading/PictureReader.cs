using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Watching.Reading;

/// <summary>Reads all that is shown of a flag, one question after the other.</summary>
/// <param name="backend">What is asked.</param>
/// <param name="key">The flag.</param>
/// <param name="time">This program's clock.</param>
/// <param name="withHistory">Whether what was over the last minutes is asked for, which is only drawn.</param>
internal sealed class PictureReader(IBackend backend, string key, TimeProvider time, bool withHistory)
{
    /// <summary>So far back goes what is drawn.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(15);

    private readonly EventTail _events = new(backend);

    public async Task<FlagPicture> ReadAsync(CancellationToken cancellationToken)
    {
        var surroundings = await Surroundings.ReadAsync(backend, cancellationToken);
        var flag = await backend.DoAsync(Readings.Flag(key), cancellationToken);
        var leader = flag.Rollout?.Key;
        RolloutResource? rollout = null;
        AssessmentResource? assessment = null;
        if (leader is not null)
        {
            rollout = await backend.DoAsync(Readings.Rollout(leader), cancellationToken);
            assessment = await backend.DoAsync(Readings.Assessment(leader), cancellationToken);
        }

        var stats = await backend.DoAsync(Readings.Stats(leader ?? key), cancellationToken);
        var history = withHistory && surroundings.SeesOutcomes ? await backend.DoAsync(Readings.History(leader ?? key, Back), cancellationToken) : null;
        var fleet = surroundings.SeesOutcomes ? await backend.DoAsync(Readings.Fleet(leader ?? key), cancellationToken) : null;
        var events = await _events.ReadAsync(leader ?? key, cancellationToken);
        return new FlagPicture(
            time.GetUtcNow(), backend.Environment, backend.Place, surroundings.SeesOutcomes, flag, rollout, assessment, stats, history, fleet, events);
    }
}
