using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.AdminApi;

/// <summary>What is done for single customers.</summary>
internal static class CustomerRoutes
{
    private const string One = "v2/flags/{environment}/{key}";

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("PUT", One + "/customers/{customerId}", "SetCustomer", FeatureRolloutRole.Operate, "Fixes the answer for one customer. Needs a reason.", PutAsync)
        {
            Request = typeof(OverrideRequest), Response = typeof(FlagResource), Parameters = Parameters.Customer, Writes = true,
        },
        new("DELETE", One + "/customers/{customerId}", "RemoveCustomer", FeatureRolloutRole.Operate, "Takes the fixed answer for one customer away.", DeleteAsync)
        {
            Request = typeof(ReasonRequest), RequestIsOptional = true, Response = typeof(FlagResource), Parameters = Parameters.Customer, Writes = true,
        },
        new("POST", One + "/overrides", "SetOverride", FeatureRolloutRole.Operate, "Fixes the answer for one customer, whose id stays out of the path. Needs a reason.", SetAsync)
        {
            Request = typeof(CustomerOverrideRequest), Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        },
        new("POST", One + "/overrides/remove", "RemoveOverride", FeatureRolloutRole.Operate, "Takes the fixed answer for one customer away, whose id stays out of the path.", UnsetAsync)
        {
            Request = typeof(CustomerRequest), Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        },
        new("POST", One + "/include", "IncludeCustomers", FeatureRolloutRole.Operate, "Adds customers to those who are always on.", IncludeAsync)
        {
            Request = typeof(CustomersRequest), Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        },
        new("POST", One + "/include/remove", "RemoveIncludedCustomers", FeatureRolloutRole.Operate, "Takes customers from those who are always on.", UnincludeAsync)
        {
            Request = typeof(CustomersRequest), Response = typeof(FlagResource), Parameters = Parameters.Change, Writes = true,
        },
        new("POST", One + "/explain", "ExplainFlag", FeatureRolloutRole.Read, "Why the flag is on or off for a customer, step by step; changes nothing.", ExplainAsync)
        {
            Request = typeof(ExplainRequest), Response = typeof(ExplanationResource), Parameters = Parameters.Key,
        },
        new("POST", "v2/customers/{environment}/explain", "ExplainCustomer", FeatureRolloutRole.Read, "Why each flag is on or off for a customer; changes nothing.", ExplainAllAsync)
        {
            Request = typeof(ExplainRequest), Response = typeof(ExplanationsResource), Parameters = Parameters.Of,
        },
        new("POST", "v2/customers/{environment}/erase", "EraseCustomer", FeatureRolloutRole.Administer, "Erases a customer from fixed answers, lists, errors and past events.", EraseAsync)
        {
            Request = typeof(CustomerRequest), Response = typeof(ErasureResource), Parameters = Parameters.Of, Writes = true,
        },
    ];

    private static async Task PutAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.OverrideRequest).ConfigureAwait(false);
        await SetAsync(call, CustomerOfPath(call), body.Enabled, body.Until, body.Reason).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        await RemoveAsync(call, CustomerOfPath(call), body.Reason).ConfigureAwait(false);
    }

    private static async Task SetAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.CustomerOverrideRequest).ConfigureAwait(false);
        await SetAsync(call, Given.CustomerId(body.CustomerId), body.Enabled, body.Until, body.Reason).ConfigureAwait(false);
    }

    private static async Task UnsetAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.CustomerRequest).ConfigureAwait(false);
        await RemoveAsync(call, Given.CustomerId(body.CustomerId), body.Reason).ConfigureAwait(false);
    }

    private static async Task SetAsync(AdminCall call, string customerId, bool enabled, DateTimeOffset? until, string reason)
    {
        var flags = new Dictionary<string, bool>(StringComparer.Ordinal) { [call.Key] = enabled };
        await call.Changing.SetCustomerFlagsAsync(customerId, flags, call.By(Given.Reason(reason, "A fixed answer")), until, CancellationToken.None).ConfigureAwait(false);
        await FlagRoutes.AnswerFlagAsync(call).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(AdminCall call, string customerId, string? reason)
    {
        _ = await call.FlagAsync().ConfigureAwait(false);
        await call.Changing.RemoveCustomerFlagsAsync(customerId, [call.Key], call.By(reason), CancellationToken.None).ConfigureAwait(false);
        await FlagRoutes.AnswerFlagAsync(call).ConfigureAwait(false);
    }

    private static async Task IncludeAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.CustomersRequest).ConfigureAwait(false);
        await call.Changing.AddCustomersAsync(call.Key, Given.Customers(body.Customers, "customers"), call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await FlagRoutes.AnswerFlagAsync(call).ConfigureAwait(false);
    }

    private static async Task UnincludeAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.CustomersRequest).ConfigureAwait(false);
        await call.Changing.RemoveCustomersAsync(call.Key, Given.Customers(body.Customers, "customers"), call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await FlagRoutes.AnswerFlagAsync(call).ConfigureAwait(false);
    }

    private static async Task ExplainAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.ExplainRequest).ConfigureAwait(false);
        var context = Given.Context(body);
        if (call.Parts.Flags.GetDefinition(call.Key) is null)
        {
            throw call.UnknownFlag();
        }

        await call.AnswerAsync(ExplanationResource.Of(call.Parts.Flags.Explain(call.Key, context)), AdminJson.Default.ExplanationResource).ConfigureAwait(false);
    }

    private static async Task ExplainAllAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.ExplainRequest).ConfigureAwait(false);
        var context = Given.Context(body);
        var flags = call.Parts.Flags;
        string[] keys = [.. flags.Snapshot.Flags.Select(flag => flag.Key).Order(StringComparer.Ordinal)];
        await call.AnswerAsync(
            new ExplanationsResource([.. keys.Select(key => ExplanationResource.Of(flags.Explain(key, context)))]), AdminJson.Default.ExplanationsResource).ConfigureAwait(false);
    }

    private static async Task EraseAsync(AdminCall call)
    {
        if (call.IsConditional)
        {
            throw AdminProblemException.BadRequest("If-Match is for one flag, and an erasure is of all.", "If-Match");
        }

        var body = await call.ReadAsync(AdminJson.Default.CustomerRequest).ConfigureAwait(false);
        var erased = await call.Manager.EraseCustomerAsync(Given.CustomerId(body.CustomerId), call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await call.AnswerAsync(new ErasureResource(erased.Replacement, erased.Keys, erased.Records, erased.LeftInDefinitions), AdminJson.Default.ErasureResource).ConfigureAwait(false);
    }

    /// <summary>A slash in a path stays encoded, and cannot be told apart from an id that holds its code.</summary>
    private static string CustomerOfPath(AdminCall call)
    {
        var id = call.Route("customerId");
        return id.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? throw AdminProblemException.BadRequest("An id with a slash cannot stand in a path; POST it to \"overrides\" or \"overrides/remove\" instead.", "customerId")
            : Given.CustomerId(id);
    }
}
