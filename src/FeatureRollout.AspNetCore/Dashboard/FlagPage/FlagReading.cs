using FeatureRollout.Dashboard.FlagPage.Charts;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Reads what the page of a flag shows. A part that cannot be read is left out: while something is on fire, half a page with its buttons is worth more than none.</summary>
internal sealed partial class FlagReading(DashboardParts parts)
{
    private const int MostEvents = 200;

    /// <summary>What is known of a flag; null for an unknown one.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="role">What the reader may do.</param>
    /// <param name="over">How far back the charts shall reach, by name; null for as far as fits.</param>
    /// <param name="withCharts">Whether there are charts at all.</param>
    /// <param name="done">What the reader has just done, in words; null for nothing.</param>
    /// <param name="logger">Hears of parts that could not be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<FlagPageData?> ReadAsync(string key, FeatureRolloutRole role, string? over, bool withCharts, string? done, ILogger logger, CancellationToken cancellationToken)
    {
        var manager = parts.Manager;
        if (await manager.GetFlagAsync(key, cancellationToken).ConfigureAwait(false) is not { } flag)
        {
            return null;
        }

        var rollout = flag.Rollout?.Key;
        var now = parts.Time.GetUtcNow();
        var span = ChartSpan.Of(over, flag.Rollout?.StartedAt, now);
        var assessment = rollout is null ? Task.FromResult<RolloutAssessment?>(null) : TryAsync(() => manager.AssessAsync(rollout, cancellationToken), "assessment", logger, cancellationToken);
        var fleet = TryAsync(() => manager.GetFleetStatusAsync(rollout ?? key, cancellationToken), "fleet", logger, cancellationToken);
        var history = !withCharts ? Task.FromResult<OutcomeHistory?>(null) : TryAsync(() => manager.GetOutcomeHistoryAsync(key, span.Length, cancellationToken), "history", logger, cancellationToken);
        var events = TryAsync(() => EventsAsync(key, rollout, cancellationToken), "events", logger, cancellationToken);
        return new FlagPageData
        {
            Flag = flag,
            Assessment = await assessment.ConfigureAwait(false),
            Fleet = await fleet.ConfigureAwait(false),
            History = await history.ConfigureAwait(false),
            Events = await events.ConfigureAwait(false),
            Dependants = [.. manager.DependantsOf(key).Where(other => other != key)],
            Span = span,
            Now = now,
            Role = role,
            Done = done,
        };
    }

    /// <summary>Of the rollout that moves it and, where that is another flag's, of the flag's own kills and named customers as well; newest first.</summary>
    private async Task<IReadOnlyList<RolloutEvent>> EventsAsync(string key, string? rollout, CancellationToken cancellationToken)
    {
        var own = await NewestEvents.ReadAsync(parts.Manager, key, null, MostEvents, cancellationToken).ConfigureAwait(false);
        return rollout is null || rollout == key
            ? own
            : [.. own.Concat(await NewestEvents.ReadAsync(parts.Manager, rollout, null, MostEvents, cancellationToken).ConfigureAwait(false)).OrderByDescending(happened => happened.Sequence).Take(MostEvents)];
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read, string what, ILogger logger, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, what, exception);
            return null;
        }
    }

    [LoggerMessage(EventId = 5510, Level = LogLevel.Warning, Message = "The page of a flag is shown without its {Part}, which could not be read.")]
    private static partial void Failed(ILogger logger, string part, Exception exception);
}
