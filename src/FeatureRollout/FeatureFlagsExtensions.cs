namespace FeatureRollout;

/// <summary>Ways to choose between two paths with one question, so that the code can never take both.</summary>
public static class FeatureFlagsExtensions
{
    /// <summary>The first value where the flag is on for the customer, else the second: <c>flags.Select("outbound_calls", id, "new-system", "old-system")</c>.</summary>
    public static T Select<T>(this IFeatureFlags flags, string flag, in EvaluationContext context, T on, T off, bool defaultValue = false)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.IsEnabled(flag, context, defaultValue) ? on : off;
    }

    /// <summary>
    /// Runs the first path where the flag is on for the customer, else the second, and returns its result. What the path
    /// throws passes through; the other path is not run for it.
    /// </summary>
    public static T Route<T>(this IFeatureFlags flags, string flag, in EvaluationContext context, Func<T> on, Func<T> off, bool defaultValue = false)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(on);
        ArgumentNullException.ThrowIfNull(off);
        return flags.IsEnabled(flag, context, defaultValue) ? on() : off();
    }
}
