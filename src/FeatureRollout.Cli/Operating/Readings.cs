using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;
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
        Get(OfFlag(key), static () => CliJson.Default.FlagResource, async (local, cancellationToken) => FlagResource.Of(await local.FlagAsync(key, cancellationToken)));

    /// <summary>One rollout, by the flag that leads it.</summary>
    public static Operation<RolloutResource> Rollout(string key) =>
        Get(OfRollout(key), static () => CliJson.Default.RolloutResource, async (local, cancellationToken) => RolloutResource.Of(await local.RolloutAsync(key, cancellationToken)));

    /// <summary>A rollout as it is judged now.</summary>
    public static Operation<AssessmentResource> Assessment(string key) => Get(OfRollout(key, "assessment"), static () => CliJson.Default.AssessmentResource, async (local, cancellationToken) =>
        AssessmentResource.Of(await local.Manager.AssessAsync((await local.RolloutAsync(key, cancellationToken)).Key, cancellationToken)));

    /// <summary>What was counted in the present stage of a flag or rollout.</summary>
    public static Operation<StatsResource> Stats(string key) => Get(OfRollout(key, "stats"), static () => CliJson.Default.StatsResource, async (local, cancellationToken) =>
        StatsResource.Of(await local.Manager.GetRolloutStatsAsync(local.Key(key), cancellationToken)));

    /// <summary>How the work went over the last time.</summary>
    public static Operation<HistoryResource> History(string key, TimeSpan span) => Get(OfRollout(key, $"history?span={Uri.EscapeDataString(DurationText.Write(span))}"), static () => CliJson.Default.HistoryResource, async (local, cancellationToken) =>
        HistoryResource.Of(await local.Manager.GetOutcomeHistoryAsync(local.Key(key), Given.HistorySpan(span, "span"), cancellationToken)));

    /// <summary>Which processes serve the last change.</summary>
    public static Operation<FleetResource> Fleet(string key) => Get(OfRollout(key, "fleet"), static () => CliJson.Default.FleetResource, async (local, cancellationToken) =>
    {
        var fleet = await local.Manager.GetFleetStatusAsync(local.Key(key), cancellationToken);

        // A store that knows no processes would name this one, which serves nobody.
        return local.Store is IFleetStore ? FleetResource.Of(fleet) : new FleetResource(fleet.Key, fleet.Standing, 0, IsEverywhere: false, Since: null, fleet.Standing, []);
    });

    /// <summary>A page of events, oldest first; of one flag or rollout, or of all where the key is null.</summary>
    public static Operation<EventsResource> Events(string? key, long after, int limit)
    {
        var page = string.Create(CultureInfo.InvariantCulture, $"?after={after}&limit={limit}");
        return Get(key is null ? "events/{environment}" + page : OfRollout(key, "events" + page), static () => CliJson.Default.EventsResource, async (local, cancellationToken) =>
        {
            var of = key is null ? null : (await local.FlagAsync(key, cancellationToken)).Key;
            return EventsResource.Of(await local.Manager.ReadEventsAsync(of, after, limit, cancellationToken), limit);
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
        var flag = await local.FlagAsync(key, cancellationToken);
        return new DependantsResource(flag.Key, local.Manager.DependantsOf(flag.Key));
    });

    /// <summary>Why a flag is on or off for a customer.</summary>
    public static Operation<ExplanationResource> Explain(string key, string customerId, IReadOnlyDictionary<string, JsonElement> attributes)
    {
        var asked = new ExplainRequest { CustomerId = customerId, Attributes = attributes.Count == 0 ? null : new Dictionary<string, JsonElement>(attributes, StringComparer.Ordinal) };
        return new(HttpMethod.Post, OfFlag(key, "explain"), static () => CliJson.Default.ExplanationResource, (local, _) =>
        {
            var context = Given.Context(asked);
            return Task.FromResult(ExplanationResource.Of(local.Flags.Explain(local.DefinedKey(key), context)));
        })
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(asked, RequestJson.Default.ExplainRequest),
        };
    }

    /// <summary>Who would change at another percentage: worked out over customers, or estimated where these are null.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="from">The percentage to compare with; null for the present one.</param>
    /// <param name="to">The percentage to look at; null for the one compared with.</param>
    /// <param name="customers">Whom to look at, with attributes for rules that ask for these; about a thousand at a time, since a host takes no long body.</param>
    /// <param name="bucketing">The bucketing to look at; null for the flag's own.</param>
    public static Operation<PreviewResource> Preview(string key, Percentage? from, Percentage? to, IReadOnlyList<EvaluationContext>? customers, string? bucketing = null) =>
        new(HttpMethod.Post, OfFlag(key, "preview"), static () => CliJson.Default.PreviewResource, (local, _) =>
        {
            var flag = local.DefinedKey(key);
            return Task.FromResult(PreviewResource.Of(
                customers is null ? local.Flags.Preview(flag, from, to, bucketing) : local.Flags.Preview(flag, from, to, bucketing, customers)));
        })
        {
            MayBeOfLastReading = true,
            MakeBody = () =>
            {
                var asked = new PreviewRequest { Percentage = to?.Value, From = from?.Value, Bucketing = bucketing, People = customers is null ? null : [.. customers.Select(customer => ContextJson.ToRequest(customer))] };
                return JsonSerializer.SerializeToUtf8Bytes(asked, RequestJson.Default.PreviewRequest);
            },
        };

    /// <summary>The status of a rollout in Markdown; see <see cref="RolloutReport.Status"/>.</summary>
    public static Operation<string> Report(string key) => new(HttpMethod.Get, OfRollout(key, "report"), Answer: null, async (local, cancellationToken) =>
        await local.Manager.ReportAsync((await local.RolloutAsync(key, cancellationToken)).Key, cancellationToken));

    /// <summary>What happened in a time, by rollout and flag, in Markdown; see <see cref="RolloutReport.Digest"/>.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The first moment after it.</param>
    public static Operation<string> Digest(DateTimeOffset from, DateTimeOffset until) => new(
        HttpMethod.Get, $"report/{{environment}}?from={Uri.EscapeDataString(Moment(from))}&until={Uri.EscapeDataString(Moment(until))}", Answer: null,
        (local, cancellationToken) => local.Manager.DigestAsync(from, until, cancellationToken));

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string OfFlag(string key, string? more = null) => $"flags/{{environment}}/{Uri.EscapeDataString(key)}{(more is null ? "" : "/" + more)}";

    private static string OfRollout(string key, string? more = null) => $"rollouts/{{environment}}/{Uri.EscapeDataString(key)}{(more is null ? "" : "/" + more)}";

    private static Operation<T> Get<T>(string path, Func<JsonTypeInfo<T>> answer, Func<LocalCall, CancellationToken, Task<T>> locally) => new(HttpMethod.Get, path, answer, locally);
}
