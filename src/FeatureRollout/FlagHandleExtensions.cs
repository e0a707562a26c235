using System.Runtime.CompilerServices;

namespace FeatureRollout;

/// <summary>The questions of <see cref="IFeatureFlags"/> by handle. They give the same answers as by key.</summary>
public static class FlagHandleExtensions
{
    /// <summary>Whether the flag is on for the customer; false for an unknown flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEnabled(this IFeatureFlags flags, FlagHandle flag, string customerId) => flag.In(flags).IsEnabled(customerId);

    /// <summary>Whether the flag is on for the customer with these attributes; false for an unknown flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEnabled(this IFeatureFlags flags, FlagHandle flag, in EvaluationContext context) => flag.In(flags).IsEnabled(context);

    /// <summary>The answer with its reason, bucket, stage and variant.</summary>
    public static FlagEvaluation Evaluate(this IFeatureFlags flags, FlagHandle flag, in EvaluationContext context) => flag.In(flags).Evaluate(context);

    /// <summary>The value of the customer's variant; <paramref name="fallback"/> where the flag is off, unknown or gives this customer no variant.</summary>
    public static T GetVariant<T>(this IFeatureFlags flags, FlagHandle<T> flag, in EvaluationContext context, T fallback)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(flag);
        return flags.GetVariant(flag.Key, context, fallback);
    }

    /// <summary>The flag in this client, to keep in a field.</summary>
    public static FeatureFlag GetFlag(this IFeatureFlags flags, FlagHandle flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.In(flags);
    }

    /// <summary>Whether the flag is on for the customer, from the customer's own snapshot; false where that doesn't know the flag.</summary>
    public static bool IsEnabled(this in CustomerFlags customer, FlagHandle flag) =>
        customer.Client is { } client && flag.In(client).IsEnabled(customer);
}
