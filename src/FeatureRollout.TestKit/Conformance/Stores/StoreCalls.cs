using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>What several cases do with a store.</summary>
internal static class StoreCalls
{
    public const string Key = "search";

    public static async Task<FlagSet> ReadAsync(this StoreTrial trial, IRolloutStateStore store, string environment = Trial.Production) =>
        await store.ReadAsync(environment, trial.End).ConfigureAwait(false);

    public static async Task<FlagDocument> GetAsync(this StoreTrial trial, IRolloutStateStore store, string key = Key, string environment = Trial.Production) =>
        await store.GetAsync(environment, key, trial.End).ConfigureAwait(false);

    public static async Task<IReadOnlyList<FlagDocument>> ListAsync(this StoreTrial trial, IRolloutStateStore store, string environment = Trial.Production) =>
        await store.ListAsync(environment, trial.End).ConfigureAwait(false);

    public static async Task<FlagDocument?> TryAsync(
        this StoreTrial trial, IRolloutStateStore store, FlagDocument document, IReadOnlyList<RolloutEvent> events, string environment = Trial.Production) =>
        await store.TryWriteAsync(environment, document, events, trial.End).ConfigureAwait(false);

    /// <summary>Reads, changes and writes with one event, until it wins.</summary>
    public static async Task<FlagDocument> ChangeAsync(
        this StoreTrial trial, IRolloutStateStore store, string key = Key, Func<FlagDocument, FlagDocument>? change = null, string environment = Trial.Production)
    {
        while (true)
        {
            var document = await trial.GetAsync(store, key, environment).ConfigureAwait(false);
            if (await trial.TryAsync(store, change is null ? document : change(document), [Samples.Event(key)], environment).ConfigureAwait(false) is { } written)
            {
                return written;
            }
        }
    }

    public static async Task<IReadOnlyList<RolloutEvent>> EventsAsync(this StoreTrial trial, IRolloutStateStore store, string environment = Trial.Production, string? key = null)
    {
        var all = new List<RolloutEvent>();
        for (var after = 0L; await store.ReadEventsAsync(environment, key, after, 1000, trial.End).ConfigureAwait(false) is { Count: > 0 } more;)
        {
            all.AddRange(more);
            Rules.ReadsEvents.Holds(more[^1].Sequence > after, $"sequences above {after}", $"{more[^1].Sequence}");
            after = more[^1].Sequence;
        }

        return all;
    }

    /// <summary>
    /// Where each write brought one event: every key's events have the versions 1, 2, 3 … of its document, in order, and no event is without a document.
    /// </summary>
    /// <returns>How many events there are.</returns>
    public static async Task<int> AssertHistoryAsync(this StoreTrial trial, IRolloutStateStore store, string environment = Trial.Production)
    {
        var documents = await trial.ListAsync(store, environment).ConfigureAwait(false);
        var events = await trial.EventsAsync(store, environment).ConfigureAwait(false);
        AssertHistory(documents, events);
        return events.Count;
    }

    public static void AssertHistory(IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events)
    {
        var sequences = events.Select(one => one.Sequence);
        Rules.ReadsEvents.Sequence(sequences.Order().Distinct(), sequences, "sequences in order, each once,");
        foreach (var document in documents)
        {
            Rules.IsAtomic.Sequence(
                Enumerable.Range(1, (int)document.Version).Select(version => (long)version),
                events.Where(one => one.Key == document.Key).Select(one => one.Version),
                $"the versions of the events of {document.Key}");
        }

        var strays = events.Select(one => one.Key).Except(documents.Select(document => document.Key), StringComparer.Ordinal).ToArray();
        Rules.IsAtomic.Holds(strays.Length == 0, $"a document for each event", $"events of {string.Join(", ", strays)} without one");
    }
}
