using FeatureRollout.Simulation.Shown;
using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout;

/// <summary>What came of a simulation; immutable. The same settings and seed give the same text in every form.</summary>
public sealed record SimulationResult
{
    internal SimulationResult(RequestCounter counter, IReadOnlyList<SimulatedMoment> moments, DateTimeOffset start, DateTimeOffset end)
    {
        (Start, End, Moments) = (start, end, moments);
        Hours = counter.Hours;
        Days = [.. counter.Days.Select(day => DayOf(day, moments))];
        OnRequests = counter.Days.Sum(day => day.On.Count);
        OffRequests = counter.Days.Sum(day => day.Off.Count);
        ExposedRequests = counter.ExposedRequests;
        ExposedCustomers = counter.ExposedCustomers;
    }

    /// <summary>The rollout as it stood at the end.</summary>
    public required RolloutState Rollout { get; init; }

    /// <summary>Everything that happened, in order, with who, why and by which readings.</summary>
    public required IReadOnlyList<RolloutEvent> Events { get; init; }

    /// <summary>What stood before the next stage, or the start, at the end, each in one sentence; empty where nothing did or nothing was to follow.</summary>
    public required IReadOnlyList<string> Unmet { get; init; }

    /// <summary>What people were refused, and what the controller could not do.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How often the controller looked.</summary>
    public required int Looks { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Where the rollout stood at the end.</summary>
    public RolloutStatus Status => Rollout.Status;

    /// <summary>The first rollback by the controller; null where there was none.</summary>
    public RolloutEvent? Rollback => Events.FirstOrDefault(each => each.Change is RolloutChange.RolledBack && each.Actor != SimulatedPeople.Name);

    /// <summary>The days, in the plan's time zone.</summary>
    public IReadOnlyList<SimulationDay> Days { get; }

    /// <summary>Requests with the feature on.</summary>
    public long OnRequests { get; }

    /// <summary>Requests with the feature off.</summary>
    public long OffRequests { get; }

    /// <summary>Requests with the feature on while something was wrong with it.</summary>
    public long ExposedRequests { get; }

    /// <summary>About how many customers these came from.</summary>
    public long ExposedCustomers { get; }

    internal IReadOnlyList<SimulatedMoment> Moments { get; }

    internal IReadOnlyList<HourCounts> Hours { get; }

    /// <summary>The first moment at which the feature was on for a share of customers, or more; null where it never was.</summary>
    public DateTimeOffset? Reached(Percentage percentage) =>
        Events.FirstOrDefault(each => each.To is { } to && to.Percentage >= percentage && to.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.Completed)?.At;

    /// <summary>A table for terminals, no wider than 80 columns.</summary>
    public override string ToString() => SimulationText.Write(this);

    /// <summary>The same as Markdown.</summary>
    public string ToMarkdown() => SimulationMarkdown.Write(this);

    /// <summary>The days as CSV (RFC 4180), with a line of names.</summary>
    public string ToCsv() => SimulationCsv.Write(this);

    /// <summary>A chart as one SVG document: the percentage and the error rates over time, with what was decided; for light and dark pages.</summary>
    public string ToSvg() => SimulationChart.Write(this);

    private static SimulationDay DayOf(DayCounts day, IReadOnlyList<SimulatedMoment> moments)
    {
        var before = moments.LastOrDefault(moment => moment.At <= day.From);
        var within = moments.Where(moment => moment.At > day.From && moment.At < day.Until).ToArray();
        var highest = within.Append(before).MaxBy(moment => moment.Percentage);
        return new SimulationDay(day.Day, highest.Stage, highest.Percentage, day.Statistics(enabled: true), day.Statistics(enabled: false));
    }
}

/// <summary>One day of a simulation.</summary>
/// <param name="Day">The day.</param>
/// <param name="Stage">The stage with the highest percentage of the day; null in none.</param>
/// <param name="Percentage">The highest percentage of the day.</param>
/// <param name="On">Requests with the feature on.</param>
/// <param name="Off">Requests with the feature off.</param>
public sealed record SimulationDay(DateOnly Day, string? Stage, Percentage Percentage, ArmStatistics On, ArmStatistics Off);
