using FeatureRollout.Customers;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Telemetry;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Answers;

/// <summary>
/// Asks the client about the right customer. Waits only where the customer has to be waited for or sessions are kept,
/// and allocates nothing otherwise.
/// </summary>
internal sealed class Questions(AmbientCustomer ambient, GivenCustomer given, ISessionManager[] sessions)
{
    public ValueTask<bool> IsEnabledAsync(CompiledFlag flag, string feature)
    {
        var customer = ambient.GetAsync();
        return sessions.Length == 0 && customer.IsCompletedSuccessfully
            ? new ValueTask<bool>(IsEnabled(flag, customer.Result))
            : WaitAsync(flag, feature, customer);
    }

    public ValueTask<bool> IsEnabledAsync<TContext>(CompiledFlag flag, string feature, TContext context)
    {
        if (!given.TryGet(context, out var customer))
        {
            return IsEnabledAsync(flag, feature);
        }

        return sessions.Length == 0
            ? new ValueTask<bool>(IsEnabled(flag, customer))
            : InSessionAsync(flag, feature, customer);
    }

    public ValueTask<Variant?> GetVariantAsync(in CustomerFlags now, CompiledFlag flag, string feature)
    {
        var customer = ambient.GetAsync();
        return sessions.Length == 0 && customer.IsCompletedSuccessfully
            ? new ValueTask<Variant?>(GetVariant(now, flag, customer.Result))
            : WaitForVariantAsync(now, flag, feature, customer);
    }

    public ValueTask<Variant?> GetVariantAsync(in CustomerFlags now, CompiledFlag flag, string feature, ITargetingContext context)
    {
        _ = given.TryGet(context, out var customer);
        return sessions.Length == 0
            ? new ValueTask<Variant?>(GetVariant(now, flag, customer))
            : WaitForVariantAsync(now, flag, feature, new ValueTask<EvaluationContext>(customer));
    }

    private static bool IsEnabled(CompiledFlag flag, in EvaluationContext customer)
    {
        var idHash = CustomerHash.Of(customer.CustomerId);
        return FlagTracing.IsOn ? FlagTracing.IsEnabled(flag, customer, idHash) : flag.IsEnabled(customer, idHash);
    }

    private static Variant? GetVariant(in CustomerFlags now, CompiledFlag flag, in EvaluationContext customer)
    {
        var evaluation = now.Client!.Evaluate(now.Snapshot!, flag.Key, customer, CustomerHash.Of(customer.CustomerId), defaultValue: false);
        return evaluation.VariantDefinition is { } variant ? VariantSections.Of(variant) : null;
    }

    private async ValueTask<bool> WaitAsync(CompiledFlag flag, string feature, ValueTask<EvaluationContext> asked)
    {
        EvaluationContext customer;
        try
        {
            customer = await asked.ConfigureAwait(false);
        }
        catch (Exception) when (flag.Kind == FlagKind.Constant)
        {
            // Microsoft's manager asks for nobody where the answer is the same for all, and accessors need a request to be at hand.
            customer = default;
        }

        return sessions.Length == 0 ? IsEnabled(flag, customer) : await InSessionAsync(flag, feature, customer).ConfigureAwait(false);
    }

    private async ValueTask<Variant?> WaitForVariantAsync(CustomerFlags now, CompiledFlag flag, string feature, ValueTask<EvaluationContext> asked)
    {
        var customer = await asked.ConfigureAwait(false);
        if (sessions.Length == 0)
        {
            return GetVariant(now, flag, customer);
        }

        // The session's answer has been counted, or stands for none; the variant is only looked up.
        var enabled = await InSessionAsync(flag, feature, customer).ConfigureAwait(false);
        var idHash = CustomerHash.Of(customer.CustomerId);
        return enabled && flag.VariantOf(customer, idHash, flag.Decide(customer, idHash)) is { } variant ? VariantSections.Of(variant) : null;
    }

    /// <summary>
    /// What a session has kept stands above lists, rules and percentages, as with Microsoft's manager, but never above what takes a feature
    /// back. An answer that a session gave is none of the flag's: it is not counted.
    /// </summary>
    private async ValueTask<bool> InSessionAsync(CompiledFlag flag, string feature, EvaluationContext customer)
    {
        bool? kept = null;
        if (!IsTakenBack(flag.Decide(customer, CustomerHash.Of(customer.CustomerId)).Reason))
        {
            foreach (var session in sessions)
            {
                kept = await session.GetAsync(feature).ConfigureAwait(false);
                if (kept is not null)
                {
                    break;
                }
            }
        }

        var enabled = kept ?? IsEnabled(flag, customer);
        foreach (var session in sessions)
        {
            await session.SetAsync(feature, enabled).ConfigureAwait(false);
        }

        return enabled;
    }

    private static bool IsTakenBack(FlagReason reason) => reason
        is FlagReason.Killed or FlagReason.OutsideSchedule or FlagReason.NotReady or FlagReason.RolloutInactive
        or FlagReason.Excluded or FlagReason.PrerequisiteOff;
}
