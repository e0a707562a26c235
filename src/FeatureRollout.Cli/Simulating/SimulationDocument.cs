using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Simulating;

/// <summary>What <c>simulate --json</c> prints.</summary>
/// <param name="Rollout">The flag that leads the rollout.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Looks">How often the controller looked.</param>
/// <param name="Status">Where the rollout stood at the end.</param>
/// <param name="Stage">In which stage; null in none.</param>
/// <param name="Percentage">At how many percent of customers.</param>
/// <param name="Requests">What was counted.</param>
/// <param name="Rollback">The first rollback by the controller; null where there was none.</param>
/// <param name="Unmet">What stood before the next stage at the end.</param>
/// <param name="Notes">What was refused, could not be done or was passed over.</param>
/// <param name="Events">Everything that happened, in order.</param>
/// <param name="Days">Day by day, in the plan's time zone.</param>
internal sealed record SimulationDocument(
    string Rollout,
    string Plan,
    ulong Seed,
    DateTimeOffset Start,
    DateTimeOffset End,
    int Looks,
    [property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus Status,
    string? Stage,
    decimal Percentage,
    SimulatedRequests Requests,
    SimulatedRollback? Rollback,
    IReadOnlyList<string> Unmet,
    IReadOnlyList<string> Notes,
    IReadOnlyList<EventResource> Events,
    IReadOnlyList<SimulatedDay> Days)
{
    public static SimulationDocument Of(SimulationResult result) => new(
        result.Rollout.Key,
        result.Rollout.Plan.Name,
        result.Seed,
        result.Start,
        result.End,
        result.Looks,
        result.Status,
        result.Rollout.Stage >= 0 ? result.Rollout.Plan.Stages[result.Rollout.Stage].Name : null,
        result.Moments[^1].Percentage.Value,
        new SimulatedRequests(result.OnRequests, result.OffRequests, result.ExposedRequests, result.ExposedCustomers),
        result.Rollback is { } rollback ? new SimulatedRollback(rollback.At, rollback.From?.Stage, rollback.From?.Percentage.Value, rollback.Rule) : null,
        result.Unmet,
        result.Notes,
        [.. result.Events.Select(EventResource.Of)],
        [.. result.Days.Select(day => new SimulatedDay(day.Day, day.Stage, day.Percentage.Value, SimulatedArm.Of(day.On), SimulatedArm.Of(day.Off)))]);
}

/// <summary>Requests of a simulation; those exposed had the feature on while something was wrong with it.</summary>
internal sealed record SimulatedRequests(long On, long Off, long Exposed, long ExposedCustomers);

/// <summary>Where a rollout was rolled back.</summary>
internal sealed record SimulatedRollback(DateTimeOffset At, string? Stage, decimal? Percentage, string? Rule);

/// <summary>One day.</summary>
internal sealed record SimulatedDay(DateOnly Day, string? Stage, decimal Percentage, SimulatedArm On, SimulatedArm Off);

/// <summary>Requests of a day with the feature on, or off; latencies in milliseconds.</summary>
internal sealed record SimulatedArm(long Requests, long Failures, double? P50Milliseconds, double? P95Milliseconds)
{
    public static SimulatedArm Of(ArmStatistics arm) => new(arm.Count, arm.Failures, arm.LatencyP50?.TotalMilliseconds, arm.LatencyP95?.TotalMilliseconds);
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SimulationDocument))]
internal sealed partial class SimulatingJson : JsonSerializerContext;
