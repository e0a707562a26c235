using FeatureRollout.Control.Looking;

namespace FeatureRollout.Control.Reports;

/// <summary>Gathers what reports tell.</summary>
internal sealed class ReportGathering(IRolloutStateStore store, string environment, RolloutLooker looker)
{
    /// <summary>A report tells of seven days.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromDays(8);

    /// <summary>The longest time that a digest is of.</summary>
    private static readonly TimeSpan LongestDigest = TimeSpan.FromDays(366);

    /// <summary>See <see cref="IRolloutManager.ReportAsync"/>.</summary>
    public async Task<string> StatusAsync(IRolloutManager manager, RolloutState state, CancellationToken cancellationToken)
    {
        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var assessment = await manager.AssessAsync(state.Key, cancellationToken).ConfigureAwait(false);
        var stats = await manager.GetRolloutStatsAsync(state.Key, cancellationToken).ConfigureAwait(false);
        var values = await looker.ReadBudgetsAsync(state, now, cancellationToken).ConfigureAwait(false);
        var events = await RecentEvents.ReadAsync(store, environment, state.Key, now - Told, cancellationToken).ConfigureAwait(false);
        return RolloutReport.Status(state, events, now, assessment, stats, values);
    }

    /// <summary>See <see cref="IRolloutManager.DigestAsync"/>.</summary>
    public async Task<string> DigestAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (until <= from || until - from > LongestDigest)
        {
            throw new ArgumentOutOfRangeException(nameof(until), FormattableString.Invariant($"A digest ends after it begins, and is of {LongestDigest.TotalDays:0} days at most."));
        }

        return RolloutReport.Digest(await RecentEvents.ReadAsync(store, environment, key: null, from, cancellationToken).ConfigureAwait(false), from, until);
    }
}
