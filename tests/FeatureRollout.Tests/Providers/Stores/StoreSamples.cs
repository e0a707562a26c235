namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>Documents and events to write.</summary>
internal static class StoreSamples
{
    public const string Production = "production";

    public static CancellationToken None => CancellationToken.None;

    public static RolloutEvent Event(string key, RolloutChange? change = null, string actor = "ann") =>
        new() { Key = key, Version = 0, At = default, Actor = actor, Change = change ?? new RolloutChange.Killed() };

    public static FlagDocument WithPercentage(FlagDocument document, Percentage percentage) =>
        document with { State = document.State with { Percentage = percentage } };

    /// <summary>Reads, changes and writes with one event, until it wins.</summary>
    public static async Task<FlagDocument> Change(
        IRolloutStateStore store, string key, Func<FlagDocument, FlagDocument>? change = null, string environment = Production)
    {
        while (true)
        {
            var document = await store.GetAsync(environment, key, None);
            if (await store.TryWriteAsync(environment, change is null ? document : change(document), [Event(key)], None) is { } written)
            {
                return written;
            }
        }
    }

    public static async Task<IReadOnlyList<RolloutEvent>> Events(IRolloutStateStore store, string? key = null, string environment = Production)
    {
        var all = new List<RolloutEvent>();
        while (await store.ReadEventsAsync(environment, key, all.Count == 0 ? 0 : all[^1].Sequence, 1000, None) is { Count: > 0 } more)
        {
            all.AddRange(more);
        }

        return all;
    }

    /// <summary>Every key's events have the versions 1, 2, 3 … of its document, each at least once and in order.</summary>
    public static async Task<int> AssertHistory(IRolloutStateStore store, string environment = Production)
    {
        var documents = await store.ListAsync(environment, None);
        var events = await Events(store, environment: environment);
        Assert.Equal(events.Select(one => one.Sequence).Order().Distinct(), events.Select(one => one.Sequence));
        foreach (var document in documents)
        {
            Assert.Equal(
                Enumerable.Range(1, (int)document.Version).Select(version => (long)version),
                events.Where(one => one.Key == document.Key).Select(one => one.Version));
        }

        Assert.Empty(events.Select(one => one.Key).Except(documents.Select(document => document.Key), StringComparer.Ordinal));
        return events.Count;
    }

    public static PlanDefinition Plan(int stages = 2) => new()
    {
        Name = "ladder",
        Stages = [.. Enumerable.Range(1, stages).Select(number => new StageDefinition
        {
            Name = FormattableString.Invariant($"stage{number}"),
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
        Definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [key] = new() { Key = key, Salt = "kept" } },
    };
}
