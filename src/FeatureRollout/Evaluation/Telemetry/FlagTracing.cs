using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// Adds an event for each answer to the current span, if that is being recorded, while somebody listens to the library's <see cref="ActivitySource"/>.
/// No customer is ever in it.
/// </summary>
internal static class FlagTracing
{
    public static readonly ActivitySource Source = new(TelemetryNames.ActivitySource);

    private const string Event = "feature_flag.evaluation";

    /// <summary>Passes an answer through of which only on or off is known: the event has no reason.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Traced(CompiledFlag flag, bool enabled)
    {
        if (Source.HasListeners())
        {
            Add(flag.Key, enabled ? TelemetryNames.On : TelemetryNames.Off, null);
        }

        return enabled;
    }

    public static void Evaluated(in FlagEvaluation evaluation)
    {
        if (Source.HasListeners())
        {
            Add(
                evaluation.Flag,
                evaluation.Variant ?? (evaluation.Enabled ? TelemetryNames.On : TelemetryNames.Off),
                evaluation.Term().ToLowerInvariant());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(string flag, string variant, string? reason)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        var tags = new ActivityTagsCollection
        {
            [TelemetryNames.Key] = flag,
            [TelemetryNames.Variant] = variant,
            [TelemetryNames.Provider] = TelemetryNames.ProviderName,
        };
        if (reason is not null)
        {
            tags[TelemetryNames.Reason] = reason;
        }

        span.AddEvent(new ActivityEvent(Event, tags: tags));
    }
}
