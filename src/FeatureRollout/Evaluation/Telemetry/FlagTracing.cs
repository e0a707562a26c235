using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// Watches answers: adds an event for each to the current span, if that is being recorded, while somebody listens to the library's
/// <see cref="ActivitySource"/>, and notes it for the request that it was given in, while a <see cref="RequestReads">web application</see> wants that.
/// No customer is ever in a span.
/// </summary>
internal static class FlagTracing
{
    public static readonly ActivitySource Source = new(TelemetryNames.ActivitySource);

    /// <summary>
    /// Has a listener whenever answers are watched at all, so that a question makes one check for both reasons. Who listens by name listens to
    /// it too; who wants answers noted, to it alone. Neither source ever starts an activity.
    /// </summary>
    public static readonly ActivitySource Gate = new(TelemetryNames.ActivitySource);

    private const string Event = "feature_flag.evaluation";

    /// <summary>Whether somebody watches. Nearly always nobody does, and then the check is all that it costs.</summary>
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Gate.HasListeners();
    }

    /// <summary>Whether the flag is on for the customer, counted and watched. The event has no reason: who asks so gets none either.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsEnabled(CompiledFlag flag, string? customerId) =>
        IsEnabled(flag, EvaluationContext.For(customerId), CustomerHash.Of(customerId));

    /// <inheritdoc cref="IsEnabled(CompiledFlag, string?)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsEnabled(CompiledFlag flag, in EvaluationContext context, ulong idHash)
    {
        var verdict = flag.DecideAndCount(context, idHash);
        RequestReads.Note(flag, verdict, context.CustomerId);
        if (Source.HasListeners())
        {
            Add(flag.Key, verdict.Enabled ? TelemetryNames.On : TelemetryNames.Off, null);
        }

        return verdict.Enabled;
    }

    /// <summary>Watches an answer that was given with its reason.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Evaluated(in FlagEvaluation evaluation, string? customerId)
    {
        if (evaluation.Source is { } flag)
        {
            RequestReads.Note(flag, new Verdict(evaluation.Enabled, evaluation.Reason), customerId);
        }

        if (Source.HasListeners())
        {
            Add(
                evaluation.Flag,
                evaluation.Variant ?? (evaluation.Enabled ? TelemetryNames.On : TelemetryNames.Off),
                evaluation.Term().ToLowerInvariant());
        }
    }

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
