using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>What rollouts there are, and what is known of them.</summary>
internal static class RolloutRoutes
{
    private const string Every = "v2/rollouts/{environment}";
    private const string One = Every + "/{key}";

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", Every, "ListRollouts", FeatureRolloutRole.Read, "All rollouts.", ListAsync) { Response = typeof(RolloutsResource), Parameters = Parameters.Seen },
        new("POST", Every, "CreateRollout", FeatureRolloutRole.Administer, "Creates a rollout and copies its plan and the flags' definitions into it; off until it is started.", CreateAsync)
        {
            Request = typeof(CreateRolloutRequest), Response = typeof(RolloutResource), Success = StatusCodes.Status201Created, Parameters = Parameters.Of, Writes = true,
        },
        new("GET", One, "GetRollout", FeatureRolloutRole.Read, "One rollout; its ETag is for If-Match.", AnswerRolloutAsync) { Response = typeof(RolloutResource), Parameters = Parameters.SeenKey },
        new("DELETE", One, "RemoveRollout", FeatureRolloutRole.Administer, "Removes a rollout that is a draft, completed or rolled back; its events stay.", RemoveAsync)
        {
            Request = typeof(ReasonRequest), RequestIsOptional = true, Success = StatusCodes.Status204NoContent, Parameters = Parameters.Change, Writes = true,
        },
        new("GET", One + "/assessment", "AssessRollout", FeatureRolloutRole.Read, "Every criterion as judged now, and what still stands before the next stage.", AssessAsync) { Response = typeof(AssessmentResource), Parameters = Parameters.Key },
        new("GET", One + "/stats", "GetRolloutStats", FeatureRolloutRole.Read, "What was counted in the present stage, with top and newest errors; also of a flag without a rollout.", StatsAsync) { Response = typeof(StatsResource), Parameters = Parameters.Key },
        new("GET", One + "/history", "GetRolloutHistory", FeatureRolloutRole.Read, "How the work went over time, on against off; also of a flag without a rollout.", HistoryAsync) { Response = typeof(HistoryResource), Parameters = Parameters.History },
        new("GET", One + "/events", "ListRolloutEvents", FeatureRolloutRole.Read, "Who did what, oldest first; also of a flag without a rollout.", EventsAsync) { Response = typeof(EventsResource), Parameters = Parameters.KeyEvents },
        new("GET", One + "/fleet", "GetRolloutFleet", FeatureRolloutRole.Read, "Which processes serve the last change; also of a flag without a rollout.", FleetAsync) { Response = typeof(FleetResource), Parameters = Parameters.Key },
    ];

    /// <summary>Answers with the rollout as it stands.</summary>
    public static async Task AnswerRolloutAsync(AdminCall call)
    {
        var flag = await call.RolloutAsync().ConfigureAwait(false);
        await call.AnswerAsync(RolloutResource.Of(flag), AdminJson.Default.RolloutResource, flag.Version).ConfigureAwait(false);
    }

    private static async Task ListAsync(AdminCall call)
    {
        var flags = await call.Manager.ListFlagsAsync(call.Aborted).ConfigureAwait(false);
        var list = new RolloutsResource(call.Manager.Environment, [.. flags.Where(flag => flag.Rollout?.Key == flag.Key).Select(RolloutSummaryResource.Of)]);
        await call.AnswerAsync(list, AdminJson.Default.RolloutsResource, call.Parts.Flags.Status.Version).ConfigureAwait(false);
    }

    private static async Task CreateAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.CreateRolloutRequest).ConfigureAwait(false);
        var key = FlagNames.Known(call.Parts.Flags, body.Key, "key");
        var created = await call.Changing.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = key,
                MoreFlags = [.. (body.Flags ?? []).Select((flag, i) => FlagNames.Known(call.Parts.Flags, flag, FormattableString.Invariant($"flags[{i}]")))],
                PlanName = body.Plan is null ? null : Given.Name(body.Plan, "plan"),
                WhitelistedCustomers = body.Customers is { Count: > 0 } customers ? Given.Customers(customers, "customers") : CustomerList.Empty,
                RollbackThreshold = ThresholdOf(body.RollbackThreshold),
                ObserveOnly = body.ObserveOnly == true,
            },
            call.By(body.Reason),
            CancellationToken.None).ConfigureAwait(false);
        var flag = (await call.Manager.GetFlagAsync(created.Key, call.Aborted).ConfigureAwait(false))!;
        call.Context.Response.Headers.Location = $"{call.Context.Request.PathBase}{call.Context.Request.Path}/{Uri.EscapeDataString(created.Key)}";
        await call.AnswerAsync(RolloutResource.Of(flag), AdminJson.Default.RolloutResource, flag.Version, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static RollbackThreshold? ThresholdOf(RollbackThresholdRequest? asked) =>
        asked is null ? null
        : asked.ErrorRate is > 0 and < 1
            ? new RollbackThreshold(asked.ErrorRate, Given.Duration(asked.TimeWindow, "rollbackThreshold.timeWindow", Given.HistorySpan))
            : throw AdminProblemException.BadRequest("\"rollbackThreshold.errorRate\" is a fraction, more than 0 and under 1.", "rollbackThreshold.errorRate");

    private static async Task RemoveAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        _ = await call.RolloutAsync().ConfigureAwait(false);
        await call.Changing.RemoveRolloutAsync(call.Key, call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task AssessAsync(AdminCall call)
    {
        _ = await call.RolloutAsync().ConfigureAwait(false);
        await call.AnswerAsync(AssessmentResource.Of(await call.Manager.AssessAsync(call.Key, call.Aborted).ConfigureAwait(false)), AdminJson.Default.AssessmentResource).ConfigureAwait(false);
    }

    private static async Task StatsAsync(AdminCall call) =>
        await call.AnswerAsync(StatsResource.Of(await call.Manager.GetRolloutStatsAsync(call.Key, call.Aborted).ConfigureAwait(false)), AdminJson.Default.StatsResource).ConfigureAwait(false);

    private static async Task HistoryAsync(AdminCall call)
    {
        var span = call.Context.Request.Query["span"] switch
        {
            [] => TimeSpan.FromHours(1),
            [{ } text] => Given.Duration(text, "span", Given.HistorySpan),
            _ => throw AdminProblemException.BadRequest("\"span\" is there twice.", "span"),
        };
        var history = await call.Manager.GetOutcomeHistoryAsync(call.Key, span, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(HistoryResource.Of(history), AdminJson.Default.HistoryResource).ConfigureAwait(false);
    }

    private static async Task EventsAsync(AdminCall call)
    {
        var (after, limit) = QueryValues.Page(call.Context.Request);
        _ = await call.FlagAsync().ConfigureAwait(false);
        var events = await call.Manager.ReadEventsAsync(call.Key, after, limit, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(EventsResource.Of(events, limit), AdminJson.Default.EventsResource).ConfigureAwait(false);
    }

    private static async Task FleetAsync(AdminCall call) =>
        await call.AnswerAsync(FleetResource.Of(await call.Manager.GetFleetStatusAsync(call.Key, call.Aborted).ConfigureAwait(false)), AdminJson.Default.FleetResource).ConfigureAwait(false);
}
