using System.Text.Json.Serialization;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>One change as it was written down.</summary>
/// <param name="Sequence">Its place; the next page begins after it.</param>
/// <param name="Key">The flag or rollout.</param>
/// <param name="Version">The version that it led to.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Kind">What, such as <c>advanced</c>.</param>
/// <param name="Text">What, in words.</param>
/// <param name="From">Where the rollout stood before.</param>
/// <param name="To">Where it stood afterwards.</param>
/// <param name="Customers">The customers that it is about; the first 1,000.</param>
/// <param name="Readings">What was read and judged.</param>
/// <param name="Rule">The rule that matched.</param>
/// <param name="Forced">Whether a person insisted.</param>
/// <param name="Unmet">On what.</param>
internal sealed record EventResource(
    long Sequence,
    string Key,
    long Version,
    DateTimeOffset At,
    string Actor,
    string? Reason,
    string Kind,
    string Text,
    PositionResource? From,
    PositionResource? To,
    IReadOnlyList<string> Customers,
    IReadOnlyList<CriterionResource> Readings,
    string? Rule,
    bool Forced,
    IReadOnlyList<string> Unmet)
{
    public static EventResource Of(RolloutEvent happened) => new(
        happened.Sequence,
        happened.Key,
        happened.Version,
        happened.At,
        happened.Actor,
        happened.Reason,
        happened.Change is UnknownRolloutChange unknown ? unknown.Kind : ChangeKinds.Of(happened.Change).Name,
        EventText.Of(happened),
        PositionResource.Of(happened.From),
        PositionResource.Of(happened.To),
        CustomersOf(happened.Change),
        CriterionResource.Of(happened.Readings),
        happened.Rule,
        happened.Forced,
        happened.Unmet);

    private static IReadOnlyList<string> CustomersOf(RolloutChange change) => change switch
    {
        RolloutChange.OverrideSet set => [set.CustomerId],
        RolloutChange.OverrideRemoved removed => [removed.CustomerId],
        RolloutChange.CustomersAdded added => [.. added.Customers.Take(FlagResource.Most)],
        RolloutChange.CustomersRemoved removed => [.. removed.Customers.Take(FlagResource.Most)],
        _ => [],
    };
}

/// <summary>Where a rollout stood.</summary>
internal sealed record PositionResource([property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus Status, string? Stage, int Step, decimal Percentage)
{
    public static PositionResource? Of(RolloutPosition? position) => position is null ? null : new(position.Status, position.Stage, position.Step, position.Percentage.Value);
}

/// <summary>A page of events, oldest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="Next">What to ask the next page with as <c>after</c>; null where this is the end for now.</param>
internal sealed record EventsResource(IReadOnlyList<EventResource> Events, long? Next)
{
    public static EventsResource Of(IReadOnlyList<RolloutEvent> events, int limit) =>
        new([.. events.Select(EventResource.Of)], events.Count < limit ? null : events[^1].Sequence);
}
