using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>What is done with flags.</summary>
internal static class FlagRoutes
{
    private const string One = "v2/flags/{environment}/{key}";

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "v2/flags/{environment}", "ListFlags", FeatureRolloutRole.Read, "All flags with their state.", ListAsync) { Response = typeof(FlagsResource), Parameters = Parameters.Seen },
        new("GET", One, "GetFlag", FeatureRolloutRole.Read, "One flag; its ETag is for If-Match.", GetAsync) { Response = typeof(FlagResource), Parameters = Parameters.SeenKey },
        new("PATCH", One, "PatchFlag", FeatureRolloutRole.Operate, "Sets the percentage, throws the kill switch or puts it back, adds customers.", PatchAsync)
        {
            Request = typeof(FlagPatchRequest), Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        },
        new("PATCH", "v1/admin/feature-flags", "PatchFlags", FeatureRolloutRole.Operate, "Sets several flags by names such as outboundCallsPercentage and outboundCallsEnabled.", PatchManyAsync)
        {
            Request = typeof(Dictionary<string, JsonElement>), Response = typeof(FlagsChangedResource), Parameters = Parameters.Nothing, Writes = true,
        },
        Switch("kill", "KillFlag", "Throws the kill switch. Needs a reason.", (call, key, body) => call.Changing.KillFeatureAsync(key, call.By(Given.Reason(body.Reason, "A kill")), CancellationToken.None)),
        Switch("revive", "ReviveFlag", "Puts the kill switch back; killedBy names the layers that still kill.", (call, key, body) => call.Changing.ReviveFeatureAsync(key, call.By(body.Reason), CancellationToken.None)),
        Switch("rollback", "RollbackFlag", "Off for everybody at once. Needs a reason.", (call, key, body) => call.Changing.RollbackFeatureAsync(key, call.By(Given.Reason(body.Reason, "A rollback")), CancellationToken.None)),
        new("GET", One + "/dependants", "GetFlagDependants", FeatureRolloutRole.Read, "The flags that go off with it.", DependantsAsync) { Response = typeof(DependantsResource), Parameters = Parameters.Key },
        new("POST", One + "/preview", "PreviewFlag", FeatureRolloutRole.Read, "Who would change at another percentage; changes nothing.", PreviewAsync)
        {
            Request = typeof(PreviewRequest), Response = typeof(PreviewResource), Parameters = Parameters.Key,
        },
    ];

    /// <summary>Answers with the flag as it stands after a change.</summary>
    public static async Task AnswerFlagAsync(AdminCall call)
    {
        var flag = await call.FlagAsync().ConfigureAwait(false);
        await call.AnswerAsync(FlagResource.Of(flag), AdminJson.Default.FlagResource, flag.OwnVersion).ConfigureAwait(false);
    }

    private static AdminRoute Switch(string action, string name, string summary, Func<AdminCall, string, ReasonRequest, Task> change) =>
        new("POST", $"{One}/{action}", name, FeatureRolloutRole.Operate, summary, async call =>
        {
            var body = await call.ReadAsync(AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
            await change(call, call.Key, body).ConfigureAwait(false);
            await AnswerFlagAsync(call).ConfigureAwait(false);
        })
        {
            Request = typeof(ReasonRequest), RequestIsOptional = action == "revive", Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        };

    private static async Task ListAsync(AdminCall call)
    {
        var flags = await call.Manager.ListFlagsAsync(call.Aborted).ConfigureAwait(false);
        var list = new FlagsResource(call.Manager.Environment, [.. flags.Select(FlagSummaryResource.Of)]);
        await call.AnswerAsync(list, AdminJson.Default.FlagsResource, call.Parts.Flags.Status.Version).ConfigureAwait(false);
    }

    private static Task GetAsync(AdminCall call) => AnswerFlagAsync(call);

    /// <summary>
    /// Several members are several changes: what turns down comes first and what turns up last, so that a refusal in between leaves less on, not more.
    /// A condition can only be for one of them.
    /// </summary>
    private static async Task PatchAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.FlagPatchRequest).ConfigureAwait(false);
        Percentage? percentage = body.Rollout is { } rollout ? Given.Percentage(rollout.Percentage, "rollout.percentage") : null;
        var customers = body.Whitelist is { } whitelist ? Given.Customers(whitelist, "whitelist") : null;
        var asked = (body.Enabled is null ? 0 : 1) + (percentage is null ? 0 : 1) + (customers is null ? 0 : 1);
        if (asked == 0)
        {
            throw AdminProblemException.BadRequest("There is nothing to change: one of \"enabled\", \"rollout\" and \"whitelist\" is needed.");
        }

        if (asked > 1 && call.IsConditional)
        {
            throw AdminProblemException.BadRequest("If-Match is for one change; send one of \"enabled\", \"rollout\" and \"whitelist\" at a time.", "If-Match");
        }

        var manager = call.Changing;
        if (body.Enabled == false)
        {
            await NamedSetting.SwitchAsync(manager, call.Manager, call.Key, enabled: false, call.By(body.Reason ?? "Switched off through the admin API.")).ConfigureAwait(false);
            call.Did("enabled");
        }

        if (percentage is { } share)
        {
            await manager.SetPercentageAsync(call.Key, share, call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
            call.Did("rollout.percentage");
        }

        if (customers is not null)
        {
            await manager.AddCustomersAsync(call.Key, customers, call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
            call.Did("whitelist");
        }

        if (body.Enabled == true)
        {
            await NamedSetting.SwitchAsync(manager, call.Manager, call.Key, enabled: true, call.By(body.Reason)).ConfigureAwait(false);
            call.Did("enabled");
        }

        await AnswerFlagAsync(call).ConfigureAwait(false);
    }

    private static async Task PatchManyAsync(AdminCall call)
    {
        if (call.IsConditional)
        {
            throw AdminProblemException.BadRequest("If-Match is for one flag, and this changes several.", "If-Match");
        }

        var body = await call.ReadAsync(AdminJson.Default.DictionaryStringJsonElement).ConfigureAwait(false);
        var settings = NamedSetting.Read(body, call.Parts.Flags);
        await NamedSetting.ThrowIfMovedElsewhereAsync(settings, call.Manager, call.Aborted).ConfigureAwait(false);
        foreach (var setting in settings)
        {
            await setting.ApplyAsync(call.Manager, call.By($"PATCH {call.Context.Request.Path} {setting.Member}")).ConfigureAwait(false);
            call.Did(setting.Member);
        }

        var flags = new List<FlagSummaryResource>();
        foreach (var key in settings.Select(setting => setting.Key).Distinct(StringComparer.Ordinal))
        {
            if (await call.Manager.GetFlagAsync(key, call.Aborted).ConfigureAwait(false) is { } flag)
            {
                flags.Add(FlagSummaryResource.Of(flag));
            }
        }

        await call.AnswerAsync(new FlagsChangedResource(call.Applied, flags), AdminJson.Default.FlagsChangedResource).ConfigureAwait(false);
    }

    private static async Task DependantsAsync(AdminCall call)
    {
        _ = await call.FlagAsync().ConfigureAwait(false);
        await call.AnswerAsync(new DependantsResource(call.Key, call.Manager.DependantsOf(call.Key)), AdminJson.Default.DependantsResource).ConfigureAwait(false);
    }

    private static async Task PreviewAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.PreviewRequest).ConfigureAwait(false);
        Percentage? percentage = body.Percentage is { } given ? Given.Percentage(given, "percentage")
            : body.Bucketing is not null ? null
            : throw new RefusedValueException("\"percentage\" is missing, and there is no \"bucketing\" to look at instead.", "percentage");
        Percentage? from = body.From is { } compared ? Given.Percentage(compared, "from") : null;
        EvaluationContext[]? customers = body.Customers is null && body.People is null
            ? null
            : [.. (body.Customers ?? []).Select(EvaluationContext.For), .. (body.People ?? []).Select(Given.Context)];
        if (call.Parts.Flags.GetDefinition(call.Key) is null)
        {
            throw call.UnknownFlag();
        }

        var preview = Preview(call, from, percentage, body.Bucketing, customers);
        await call.AnswerAsync(PreviewResource.Of(preview), AdminJson.Default.PreviewResource).ConfigureAwait(false);
    }

    private static FlagPreview Preview(AdminCall call, Percentage? from, Percentage? percentage, string? bucketing, EvaluationContext[]? customers)
    {
        try
        {
            return customers is null ? call.Parts.Flags.Preview(call.Key, from, percentage, bucketing) : call.Parts.Flags.Preview(call.Key, from, percentage, bucketing, customers);
        }
        catch (ArgumentException refused) when (bucketing is not null && refused.ParamName == "bucketing")
        {
            throw new RefusedValueException($"\"bucketing\": {refused.Message.Replace(" (Parameter 'bucketing')", "", StringComparison.Ordinal)}.", "bucketing");
        }
    }
}
