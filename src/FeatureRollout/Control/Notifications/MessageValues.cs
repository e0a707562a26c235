using System.Globalization;

namespace FeatureRollout.Control.Notifications;

/// <summary>Everything that a message can speak of. Pure data; what is null is shown as a dash.</summary>
internal sealed record MessageValues
{
    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The rollout as it is afterwards; null for a flag under none.</summary>
    public RolloutState? Rollout { get; init; }

    /// <summary>The event; null for a report, a repetition or a trial.</summary>
    public RolloutEvent? Event { get; init; }

    /// <summary>The flag or rollout; null where it is about none.</summary>
    public string? Key { get; init; }

    /// <summary>The trigger, band or alert rule; null for the event's.</summary>
    public string? Rule { get; init; }

    /// <summary>How bad, in words; null for none.</summary>
    public string? Severity { get; init; }

    /// <summary>How long something took or has lasted; null where that is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What was read; null for the event's first reading.</summary>
    public CriterionResult? Reading { get; init; }

    /// <summary>What has been counted; null where nothing was.</summary>
    public RolloutStats? Stats { get; init; }

    /// <summary>The text for a placeholder, on one line.</summary>
    public string Of(string placeholder)
    {
        var definition = Key is null ? null : Rollout?.Definitions.GetValueOrDefault(Key);
        return ShownText.OneLine(placeholder switch
        {
            "flag" => Key,
            "flags" => Rollout is null ? Key : string.Join(", ", Rollout.Flags),
            "environment" => Environment,
            "plan" => Rollout?.Plan.Name,
            "owner" => Rollout?.Plan.Owner ?? definition?.Owner,
            "event" => Event is null ? null : EventText.Of(Event),
            "status" => (Event?.To?.Status ?? Rollout?.Status)?.ToString(),
            "stage" => Event?.To?.Stage ?? StageOf(Rollout),
            "previousStage" => Event?.From?.Stage,
            "percentage" => (Event?.To?.Percentage ?? PercentageOf(Rollout))?.ToString(),
            "previousPercentage" => Event?.From?.Percentage.ToString(),
            "actor" => Event?.Actor,
            "reason" => Event?.Reason,
            "time" => new ShownTime(Rollout?.Plan.TimeZone ?? "UTC").Moment(At),
            "duration" => Duration is { } duration ? ShownText.Duration(duration) : null,
            "rule" => Rule ?? Event?.Rule,
            "severity" => Severity,
            "value" => FirstReading is { } reading ? ShownReading.Value(reading.Value, reading.Criterion) : null,
            "limit" => FirstReading is { } reading ? ShownReading.Value(reading.Limit, reading.Criterion) : null,
            "samples" => FirstReading?.Samples?.ToString(CultureInfo.InvariantCulture),
            "explanation" => FirstReading?.Explanation,
            "incident" => IncidentText,
            "customers" => Stats?.EnabledCustomers.ToString(CultureInfo.InvariantCulture),
            "message" => definition?.Message,
            "fallback" => definition?.Fallback,
            _ => null,
        });
    }

    /// <summary>The name of the stage that a rollout is in; null in none.</summary>
    public static string? StageOf(RolloutState? rollout) =>
        rollout is not null && rollout.Stage >= 0 && rollout.Stage < rollout.Plan.Stages.Count ? rollout.Plan.Stages[rollout.Stage].Name : null;

    /// <summary>The share of customers that are in, as the stage's step and people say; null without a rollout.</summary>
    public static Percentage? PercentageOf(RolloutState? rollout)
    {
        if (rollout is null)
        {
            return null;
        }

        if (rollout.Status is RolloutStatus.Draft or RolloutStatus.RolledBack or RolloutStatus.Killed || StageOf(rollout) is null)
        {
            return Percentage.Zero;
        }

        var steps = rollout.Plan.Stages[rollout.Stage].Steps;
        return rollout.PercentageByHand ?? steps[Math.Clamp(rollout.Step, 0, steps.Count - 1)].Percentage;
    }

    private CriterionResult? FirstReading => Reading ?? (Event is { Readings.Count: > 0 } ? Event.Readings[0] : null);

    private string? IncidentText => Event?.Change switch
    {
        RolloutChange.IncidentReported reported => reported.Text,
        RolloutChange.IncidentResolved resolved => Rollout?.Incidents.FirstOrDefault(one => one.Id == resolved.Id)?.Text,
        _ => null,
    };
}
