using System.Globalization;
using System.Text.Json;

namespace FeatureRollout.TestKit.Conformance;

/// <summary>Documents and events to write.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Moment = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static RolloutEvent Event(string key, RolloutChange? change = null, string? reason = null) =>
        new() { Key = key, Version = 0, At = default, Actor = "ann", Change = change ?? new RolloutChange.Killed(), Reason = reason };

    public static FlagDocument With(this FlagDocument document, Percentage percentage) =>
        document with { State = document.State with { Percentage = percentage } };

    /// <summary>A document with something in every corner.</summary>
    public static FlagDocument Rich(FlagDocument document, IReadOnlyList<string> ids) => document with
    {
        Configured = Percentage.FromThousandths(12_345),
        State = new FlagState
        {
            Key = document.Key,
            Enabled = true,
            Percentage = Percentage.FromThousandths(1),
            Added = CustomerList.Of(ids),
            Overrides = ids.ToDictionary(id => id, id => new FlagOverride { Enabled = id.Length > 3, Reason = id, Actor = id, Until = Moment }, StringComparer.Ordinal),
        },
        Rollout = Rollout(document.Key) with
        {
            Reason = string.Concat(ids.Take(10)),
            HeldUntil = Moment,
            Customers = CustomerList.Of(ids),
            Approvals = [new RolloutApproval(null, "product-manager", ids[0], Moment, ids[^1])],
            Ticks = [new RolloutTick("stage1", "backup", ids[0], Moment)],
            Incidents = [new RolloutIncident { Id = "i1", Severity = "P1", Text = ids[0], ReportedAt = Moment, ReportedBy = "ann" }],
            Baselines = new Dictionary<string, double>(StringComparer.Ordinal) { ["p95(latency)"] = 0.1, ["nps"] = double.Epsilon },
            Alerts = [new FiringAlert("slow", Moment)],
            Passages = [new StagePassage("stage1", Moment, null, 10)],
        },
    };

    public static PlanDefinition Plan(int stages = 2) => new()
    {
        Name = "ladder",
        Stages = [.. Enumerable.Range(1, stages).Select(number => new StageDefinition
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"stage{number}"),
            Steps = [new StepDefinition { Percentage = number * 10 }],
            AdvanceWhen = [Criterion.Parse("error_rate < 0.5% for 48h")],
        })],
    };

    public static RolloutState Rollout(string key, params string[] others) => new()
    {
        Key = key,
        Flags = [key, .. others],
        Plan = Plan(),
        Status = RolloutStatus.Running,
        Stage = 0,
        Definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal)
        {
            [key] = new()
            {
                Key = key,
                Salt = "kept",
                Variants = [new FlagVariant { Name = "v", Weight = 1, Value = JsonElement.Parse("""{"a":[1.50,true,null,"\ud83d\ude00"]}""") }],
            },
        },
    };

    /// <summary>Events of many kinds; their texts hold whatever an operator may type or paste.</summary>
    public static IReadOnlyList<RolloutEvent> Events(string key) =>
    [
        Event(key, new RolloutChange.Created([key], Plan(), Rollout(key).Definitions, CustomerList.Of(HostileText.Ids), ObserveOnly: true)),
        Event(key, new RolloutChange.Started()) with { From = new RolloutPosition(RolloutStatus.Draft, null, 0, 0), To = new RolloutPosition(RolloutStatus.Running, "stage1", 0, 10) },
        Event(key, new RolloutChange.Advanced(1, new Dictionary<string, double>(StringComparer.Ordinal) { ["error_rate"] = 0.001 })),
        Event(key, new RolloutChange.Held(Moment, "slow")),
        Event(key, new RolloutChange.PercentageSet(Percentage.FromThousandths(1))),
        Event(key, new RolloutChange.IncidentReported("i1", "P1", "</script>")),
        Event(key, new RolloutChange.DrillEnded(TimeSpan.FromTicks(1))),
        Event(key, new RolloutChange.RolledBack()) with { Rule = "error_rate > 1%", Forced = true, Unmet = ["a", "b"] },
        .. HostileText.Ids.Select(id => Event(key, new RolloutChange.OverrideSet(key, id, Enabled: true, Moment), reason: id) with { Actor = id }),
    ];
}
