using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Simulation.Shown;

/// <summary>What a result tells, whatever it is written in.</summary>
internal static class Story
{
    /// <summary>What moved or stopped the rollout, in order; signatures and reported values are only counted.</summary>
    public static IReadOnlyList<RolloutEvent> Decisions(SimulationResult result) => [.. result.Events.Where(each => each.Change
        is not (RolloutChange.Created or RolloutChange.Approved or RolloutChange.Ticked or RolloutChange.ValueReported or RolloutChange.BaselineCaptured
            or RolloutChange.ConfiguredSeen or RolloutChange.MilestoneMarked))];

    /// <summary>What happened, without where: that has columns of its own.</summary>
    public static string What(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.Started => happened.From?.Status == RolloutStatus.RolledBack ? "started again" : "started",
        RolloutChange.Advanced => "advanced",
        RolloutChange.Stepped => "next step",
        RolloutChange.FastTracked => "fast track",
        RolloutChange.MovedBack => "back a stage",
        RolloutChange.RolledBack => "ROLLED BACK",
        RolloutChange.Held held => "held until " + Moment(held.Until),
        RolloutChange.Resumed when happened.From?.Status == RolloutStatus.Held => "hold is over",
        _ => EventText.Of(happened),
    };

    /// <summary>Why, in one line; null where nothing is to be said.</summary>
    public static string? Why(RolloutEvent happened)
    {
        if (happened.Change is RolloutChange.Advanced or RolloutChange.Completed && happened.Readings.Count > 0 && happened.Actor == Control.RolloutController.Actor)
        {
            return string.Join("; ", happened.Readings.Select(Reading).Distinct(StringComparer.Ordinal));
        }

        return happened.Change is RolloutChange.Resumed or RolloutChange.Stepped && happened.Rule is null ? null : happened.Reason is { } reason ? ShownText.OneLine(reason) : null;
    }

    /// <summary>The results in a few words, each a name with a value.</summary>
    public static IEnumerable<(string Name, string Value)> Summary(SimulationResult result)
    {
        yield return ("result", result.Status + Place(result));
        yield return ("time", $"{Moment(result.Start)} to {Moment(result.End)} UTC, {ShownText.Duration(result.End - result.Start)}, {Number(result.Looks)} looks");
        yield return ("requests", $"{Number(result.OnRequests)} with the feature on, {Number(result.OffRequests)} off");
        if (result.Rollback is { } rollback)
        {
            yield return ("rolled back", $"{Moment(rollback.At)} UTC{(rollback.Rule is { } rule ? $", by \"{ShownText.OneLine(rule)}\"" : "")}");
        }

        if (result.ExposedRequests > 0)
        {
            yield return ("exposed", $"{Number(result.ExposedRequests)} requests of {Number(result.ExposedCustomers)} customers to what was wrong");
        }

        foreach (var unmet in result.Unmet)
        {
            yield return ("still open", ShownText.OneLine(unmet));
        }

        foreach (var note in result.Notes)
        {
            yield return ("note", ShownText.OneLine(note));
        }

        var signatures = result.Events.Count(each => each.Change is RolloutChange.Approved or RolloutChange.Ticked);
        var values = result.Events.Count(each => each.Change is RolloutChange.ValueReported);
        if (signatures + values > 0)
        {
            yield return ("by people", $"{Number(signatures)} approvals and ticks, {Number(values)} values reported");
        }
    }

    public static string Title(SimulationResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Rollout.Key} along {ShownText.OneLine(result.Rollout.Plan.Name)}, seed {result.Seed}");

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate with a decimal more where it is small.</summary>
    public static string Rate(double? rate) => rate is not { } known ? ShownText.Nothing
        : (known * 100).ToString(known is > 0 and < 0.1 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " %";

    public static string Latency(TimeSpan? latency) => latency is not { } known ? ShownText.Nothing
        : known.TotalSeconds >= 10 ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : known.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";

    private static string Place(SimulationResult result) =>
        result.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused && result.Rollout.Stage >= 0
            ? $" in {result.Rollout.Plan.Stages[result.Rollout.Stage].Name} at {result.Moments[^1].Percentage}"
            : "";

    private static string Reading(CriterionResult reading) => reading.Value is null
        ? reading.Criterion
        : $"{reading.Criterion}: {ShownReading.Value(reading.Value, reading.Criterion)}";
}
