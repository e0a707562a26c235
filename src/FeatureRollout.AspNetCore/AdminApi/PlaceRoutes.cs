using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.AdminApi;

/// <summary>What is known of the environment as a whole.</summary>
internal static class PlaceRoutes
{
    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "v2/plans/{environment}", "ListPlans", FeatureRolloutRole.Read, "All plans, those that ship included.", PlansAsync) { Response = typeof(PlansResource), Parameters = Parameters.Of },
        new("GET", "v2/unknown-flags/{environment}", "ListUnknownFlags", FeatureRolloutRole.Read, "Names that were asked for in this process and that nobody knows.", UnknownAsync) { Response = typeof(UnknownFlagsResource), Parameters = Parameters.Of },
        new("GET", "v2/status/{environment}", "GetStatus", FeatureRolloutRole.Read, "Where the flags come from, and how fresh they are.", StatusAsync) { Response = typeof(StatusResource), Parameters = Parameters.Of },
        new("GET", "v2/status", "GetStatusOfHost", FeatureRolloutRole.Read, "The same for whoever does not know the environment's name yet.", StatusAsync) { Response = typeof(StatusResource), Parameters = Parameters.Nothing },
        new("GET", "v2/access/{environment}", "GetAccess", FeatureRolloutRole.Read, "Who may do what: the keys' holders, the policies, this machine, anybody. No key is in it.", AccessAsync) { Response = typeof(AccessResource), Parameters = Parameters.Of },
    ];

    private static Task PlansAsync(AdminCall call) => call.AnswerAsync(
        new PlansResource(call.Manager.Environment, [.. call.Manager.Plans.OrderBy(plan => plan.Key, StringComparer.Ordinal).Select(plan => PlanResource.Of(plan.Value))]), AdminJson.Default.PlansResource);

    private static Task UnknownAsync(AdminCall call) => call.AnswerAsync(
        new UnknownFlagsResource([.. call.Manager.ListUnknownFlags().Select(flag => new UnknownFlagResource(flag.Name, flag.Count, flag.Nearest))]), AdminJson.Default.UnknownFlagsResource);

    private static Task StatusAsync(AdminCall call) => call.AnswerAsync(StatusResource.Of(call.Parts.Flags.Status), AdminJson.Default.StatusResource);

    private static Task AccessAsync(AdminCall call) =>
        call.AnswerAsync(AccessResource.Of(call.Manager.Environment, call.Caller, call.Parts.Gate.Grants), AdminJson.Default.AccessResource);
}
