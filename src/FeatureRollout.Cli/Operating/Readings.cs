using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Operating;

/// <summary>What can be asked.</summary>
internal static class Readings
{
    /// <summary>All flags.</summary>
    public static Operation<FlagsResource> Flags() => Get("flags/{environment}", static () => CliJson.Default.FlagsResource, async (local, cancellationToken) =>
        new FlagsResource(local.Manager.Environment, [.. (await local.Manager.ListFlagsAsync(cancellationToken)).Select(FlagSummaryResource.Of)]));

    /// <summary>One flag.</summary>
    public static Operation<FlagResource> Flag(string key) =>
        Get(OfFlag(key), static () => CliJson.Default.FlagResource, async (local, cancellationToken) => FlagResource.Of(await FlagAsync(local, key, cancellationToken)));

    /// <summary>One rollout, by the flag that leads it.</summary>
    public static Operation<RolloutResource> Rollout(string key) =>
        Get(OfRollout(key), static () => CliJson.Default.RolloutResource, async (local, cancellationToken) => RolloutResource.Of(await RolloutAsync(local, key, cancellationToken)));

    /// <summary>A rollout as it is judged now.</summary>
    public static Operation<AssessmentResource> Assessment(string key) => Get(OfRollout(key, "assessment"), static () => CliJson.Default.AssessmentResource, async (local, cancellationToken) =>
    {
        _ = await RolloutAsync(local, key, cancellationToken);
        return AssessmentResource.Of(await local.Manager.AssessAsync(key, cancellationToken));
    });

    /// <summary>What was counted in the present stage of a flag or rollout.</summary>
    public static Operation<StatsResource> Stats(string key) => Get(OfRollout(key, "stats"), static () => CliJson.Default.StatsResource, async (local, cancellationToken) =>
        StatsResource.Of(await local.Manager.GetRolloutStatsAsync(key, cancellationToken)));

    /// <summary>How the work went over the last time.</summary>
    public static Operation<HistoryResource> History(string key, TimeSpan span) => Get(OfRollout(key, $"history?span={Uri.EscapeDataString(DurationText.Write(span))}"), static () => CliJson.Default.HistoryResource, async (local, cancellationToken) =>
        HistoryResource.Of(await local.Manager.GetOutcomeHistoryAsync(key, span, cancellationToken)));

    /// <summary>Which processes serve the last change.</summary>
    public static Operation<FleetResource> Fleet(string key) => Get(OfRollout(key, "fleet"), static () => CliJson.Default.FleetResource, async (local, cancellationToken) =>
        FleetResource.Of(await local.Manager.GetFleetStatusAsync(key, cancellationToken)));

    /// <summary>A page of events, oldest first; of one flag or rollout, or of all where the key is null.</summary>
    public static Operation<EventsResource> Events(string? key, long after, int limit)
    {
        var page = string.Create(CultureInfo.InvariantCulture, $"?after={after}&limit={limit}");
        return Get(key is null ? "events/{environment}" + page : OfRollout(key, "events" + page), static () => CliJson.Default.EventsResource, async (local, cancellationToken) =>
        {
            if (key is not null)
            {
                _ = await FlagAsync(local, key, cancellationToken);
            }

            return EventsResource.Of(await local.Manager.ReadEventsAsync(key, after, limit, cancellationToken), limit);
        });
    }

    /// <summary>All plans, those that ship included.</summary>
    public static Operation<PlansResource> Plans() => Get("plans/{environment}", static () => CliJson.Default.PlansResource, (local, _) =>
        Task.FromResult(new PlansResource(local.Manager.Environment, [.. local.Manager.Plans.OrderBy(plan => plan.Key, StringComparer.Ordinal).Select(plan => PlanResource.Of(plan.Value))])));

    /// <summary>Where the flags come from, and how fresh they are.</summary>
    public static Operation<StatusResource> Status() => Get("status/{environment}", static () => CliJson.Default.StatusResource, (local, _) => Task.FromResult(StatusResource.Of(local.Flags.Status)));

    /// <summary>Names that were asked for and that nobody knows; before a store there are none, since nobody asks this program.</summary>
    public static Operation<UnknownFlagsResource> UnknownFlags() => Get("unknown-flags/{environment}", static () => CliJson.Default.UnknownFlagsResource, (local, _) =>
        Task.FromResult(new UnknownFlagsResource([.. local.Manager.ListUnknownFlags().Select(flag => new UnknownFlagResource(flag.Name, flag.Count, flag.Nearest))])));

    /// <summary>The flags that go off with a flag.</summary>
    public static Operation<DependantsResource> Dependants(string key) => Get(OfFlag(key, "dependants"), static () => CliJson.Default.DependantsResource, async (local, cancellationToken) =>
    {
        _ = await FlagAsync(local, key, cancellationToken);
        return new DependantsResource(key, local.Manager.DependantsOf(key));
    });

    /// <summary>Why a flag is on or off for a customer.</summary>
    public static Operation<ExplanationResource> Explain(string key, string customerId, IReadOnlyDictionary<string, JsonElement> attributes) =>
        throw new NotSupportedException("to be built");

    /// <summary>Who would change at another percentage: worked out over customers, or estimated where these are null.</summary>
    public static Operation<PreviewResource> Preview(string key, Percentage? from, Percentage to, IReadOnlyList<string>? customers) =>
        throw new NotSupportedException("to be built");

    private static async Task<FlagOverview> FlagAsync(LocalCall local, string key, CancellationToken cancellationToken) =>
        await local.Manager.GetFlagAsync(key, cancellationToken) ?? throw CliException.Usage($"There is no flag called \"{Plain.Text(key)}\".");

    private static async Task<FlagOverview> RolloutAsync(LocalCall local, string key, CancellationToken cancellationToken)
    {
        var flag = await FlagAsync(local, key, cancellationToken);
        return flag.Rollout?.Key == flag.Key ? flag : throw CliException.Usage($"\"{Plain.Text(key)}\" has no rollout.");
    }

    private static string OfFlag(string key, string? more = null) => $"flags/{{environment}}/{Uri.EscapeDataString(key)}{(more is null ? "" : "/" + more)}";

    private static string OfRollout(string key, string? more = null) => $"rollouts/{{environment}}/{Uri.EscapeDataString(key)}{(more is null ? "" : "/" + more)}";

    private static Operation<T> Get<T>(string path, Func<JsonTypeInfo<T>> answer, Func<LocalCall, CancellationToken, Task<T>> locally) => new(HttpMethod.Get, path, answer, locally);
}
