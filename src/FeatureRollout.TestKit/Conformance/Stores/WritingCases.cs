using System.Globalization;
using static FeatureRollout.TestKit.Conformance.Stores.StoreCalls;
using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>Writes, lost ones included.</summary>
internal static class WritingCases
{
    public static IReadOnlyList<Draft<StoreTrial>> All { get; } =
    [
        new("An empty store has states and empty documents", Empty),
        new("A write counts the version up and stamps clock and sequence", Stamps),
        new("A write of a version that has moved loses and leaves nothing", Loses),
        new("Of many writers none loses an update", ManyWriters),
        new("Of two writers at once one wins", TwoAtOnce),
        new("A document and its events appear together", Together),
        new("A write takes no event, one or many", Numbers),
        new("What was written is read at once", ReadAtOnce),
        new("What a caller does to its collections afterwards changes nothing", Copied),
        new("What cannot be stored is refused before anything is touched", Refused),
        new("A name that is none is refused", NamesRefused),
    ];

    private static async Task Empty(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var set = await trial.ReadAsync(store).ConfigureAwait(false);
        Rules.Projects.Holds(set.States is { Count: 0 }, $"no states", $"{(set.States is null ? "null" : "some")}");
        Rules.Projects.Equal(0, set.Flags.Count, "the number of definitions");
        Rules.Compares.Same(FlagDocument.Empty(Key), await trial.GetAsync(store).ConfigureAwait(false), "a document that was never written");
        Rules.ShowsWrites.Equal(0, (await trial.ListAsync(store).ConfigureAwait(false)).Count, "the number of documents");
        Rules.ReadsEvents.Equal(0, (await trial.EventsAsync(store).ConfigureAwait(false)).Count, "the number of events");
        Rules.Remembers.Equal(0, (await store.ReadProgressAsync(Trial.Production, Key, trial.End).ConfigureAwait(false)).Length, "the length of what was never remembered");
        Rules.HasName.Holds(!string.IsNullOrWhiteSpace(store.Name), $"a name", $"a blank one");
    }

    private static async Task Stamps(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        if (trial.IsVirtual)
        {
            await trial.PassAsync(TimeSpan.FromHours(1)).ConfigureAwait(false);
        }

        var document = FlagDocument.Empty(Key).With(25);
        var before = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        var written = await trial.TryAsync(store, document, [Samples.Event(Key), Samples.Event(Key, new RolloutChange.PercentageSet(25))]).ConfigureAwait(false);
        var after = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        Rules.Compares.Holds(written is not null, $"that the write wins", $"null");
        var at = written!.UpdatedAt ?? default;
        Rules.Stamps.Holds(IsBetween(at, before, after), $"the document's time from {before:o} to {after:o}", $"{at:o}");
        Rules.Stamps.Same(document with { Version = 1, UpdatedAt = at }, written, "what was written");
        Rules.Stamps.Same(written, await trial.GetAsync(store).ConfigureAwait(false), "what is read");
        var events = await trial.EventsAsync(store).ConfigureAwait(false);
        Rules.Stamps.Equal(2, events.Count, "the number of events");
        Rules.Stamps.Sequence([1L, 1L], events.Select(one => one.Version), "the events' versions");
        Rules.Stamps.Holds(events.All(one => IsBetween(one.At, before, after)), $"the events' time from {before:o} to {after:o}", $"{events[0].At:o}");
        Rules.Stamps.Holds(events[0].Sequence > 0, $"sequences above 0", $"{events[0].Sequence}");
        Rules.Stamps.Equal(new RolloutChange.PercentageSet(25), events[1].Change, "the second event's change");
        Rules.Projects.Equal(Percentage.FromPercent(25), (await trial.ReadAsync(store).ConfigureAwait(false)).States?.GetValueOrDefault(Key)?.Percentage, "the percentage of the state");
    }

    private static async Task Loses(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await trial.ChangeAsync(store).ConfigureAwait(false);
        var second = await trial.TryAsync(store, first.With(5), [Samples.Event(Key)]).ConfigureAwait(false);
        Rules.Compares.Equal(2L, second?.Version, "the version of the second write");
        var before = await trial.ReadAsync(store).ConfigureAwait(false);
        foreach (var version in new[] { 0L, 1, 3, 7, long.MaxValue - 1 })
        {
            var lost = await trial.TryAsync(store, (first with { Version = version }).With(90), [Samples.Event(Key), Samples.Event(Key)]).ConfigureAwait(false);
            Rules.Compares.Holds(lost is null, $"null of a write of version {version} where 2 stands", $"version {lost?.Version}");
            var lostWithout = await trial.TryAsync(store, (first with { Version = version }).With(90), []).ConfigureAwait(false);
            Rules.Compares.Holds(lostWithout is null, $"null of a write of version {version} where 2 stands", $"version {lostWithout?.Version}");
        }

        var never = await trial.TryAsync(store, FlagDocument.Empty("tabs") with { Version = 1 }, [Samples.Event("tabs")]).ConfigureAwait(false);
        Rules.Compares.Holds(never is null, $"null of a write of version 1 where none stands", $"version {never?.Version}");
        Rules.Compares.Same(second!, await trial.GetAsync(store).ConfigureAwait(false), "the document after lost writes");
        Rules.Compares.Equal(1, (await trial.ListAsync(store).ConfigureAwait(false)).Count, "the number of documents after lost writes");
        Rules.Compares.Equal(before.Version, (await trial.ReadAsync(store).ConfigureAwait(false)).Version, "the version read after lost writes");
        Rules.IsAtomic.Equal(2, await trial.AssertHistoryAsync(store).ConfigureAwait(false), "the number of events after lost writes");
    }

    private static async Task ManyWriters(StoreTrial trial)
    {
        const int Writers = 8, Each = 13;
        var store = await trial.OpenAsync().ConfigureAwait(false);
        IRolloutStateStore[] stores = [store, await trial.OpenAsync().ConfigureAwait(false)];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await trial.ChangeAsync(
                    stores[writer % 2],
                    string.Create(CultureInfo.InvariantCulture, $"flag{i % 2}"),
                    document => document.With(Percentage.FromThousandths((document.State.Percentage?.Thousandths ?? 0) + 1))).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        var documents = await trial.ListAsync(store).ConfigureAwait(false);
        Rules.Compares.Equal(Writers * Each, documents.Sum(document => document.Version), "the sum of versions");
        foreach (var document in documents)
        {
            Rules.Compares.Equal(document.Version, document.State.Percentage?.Thousandths ?? 0, $"the updates of {document.Key}");
        }

        Rules.IsAtomic.Equal(Writers * Each, await trial.AssertHistoryAsync(store).ConfigureAwait(false), "the number of events");
    }

    private static async Task TwoAtOnce(StoreTrial trial)
    {
        const int Rounds = 40;
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        for (var round = 0; round < Rounds; round++)
        {
            var document = await trial.GetAsync(stores[0]).ConfigureAwait(false);
            using var start = new Barrier(stores.Length);
            var results = await Task.WhenAll(stores.Select(store => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(trial.End);
                    return trial.TryAsync(store, document, [Samples.Event(Key)]);
                }, trial.End, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())).ConfigureAwait(false);
            Rules.Compares.Equal(1, results.Count(written => written is not null), "the number of winners");
        }

        Rules.IsAtomic.Equal(Rounds, await trial.AssertHistoryAsync(stores[0]).ConfigureAwait(false), "the number of events");
    }

    private static async Task Together(StoreTrial trial)
    {
        const int Writes = 40;
        var writer = await trial.OpenAsync().ConfigureAwait(false);
        var reader = await trial.OpenAsync().ConfigureAwait(false);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Writes; i++)
            {
                await trial.ChangeAsync(writer).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        });
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var before = await trial.GetAsync(reader).ConfigureAwait(false);
            var events = await trial.EventsAsync(reader).ConfigureAwait(false);
            var after = await trial.GetAsync(reader).ConfigureAwait(false);
            Rules.IsAtomic.Holds(
                events.Count >= before.Version && events.Count <= after.Version,
                $"from {before.Version} to {after.Version} events, as the document had versions before and after",
                $"{events.Count}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
        Rules.IsAtomic.Equal(Writes, await trial.AssertHistoryAsync(reader).ConfigureAwait(false), "the number of events");
    }

    private static async Task Numbers(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var document = FlagDocument.Empty(Key);
        foreach (var number in new[] { 0, 1, 500, 0, 2 })
        {
            var last = (await trial.EventsAsync(store).ConfigureAwait(false)) is { Count: > 0 } before ? before[^1].Sequence : 0;
            var written = await trial.TryAsync(
                store, document, [.. Enumerable.Range(0, number).Select(place => Samples.Event(Key, reason: place.ToString(CultureInfo.InvariantCulture)))]).ConfigureAwait(false);
            document = written ?? throw Rules.Compares.Broken($"that a write of {number} events wins", $"null");
            var events = await store.ReadEventsAsync(Trial.Production, Key, last, 1000, trial.End).ConfigureAwait(false);
            Rules.IsAtomic.Sequence(Enumerable.Range(0, number).Select(place => place.ToString(CultureInfo.InvariantCulture)), events.Select(one => one.Reason!), "the events of one write, in their order,");
            Rules.Stamps.Holds(events.All(one => one.Version == document.Version), $"events of version {document.Version}", $"others");
        }
    }

    private static async Task ReadAtOnce(StoreTrial trial)
    {
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        for (var write = 1; write <= 10; write++)
        {
            var percentage = Percentage.FromThousandths(write);
            var written = await trial.ChangeAsync(stores[write % 2], change: document => document.With(percentage)).ConfigureAwait(false);
            foreach (var store in stores)
            {
                Rules.ShowsWrites.Same(written, await trial.GetAsync(store).ConfigureAwait(false), "the document");
                Rules.ShowsWrites.Same([written], await trial.ListAsync(store).ConfigureAwait(false), "the documents listed");
                Rules.ShowsWrites.Equal(percentage, (await trial.ReadAsync(store).ConfigureAwait(false)).States?.GetValueOrDefault(Key)?.Percentage, "the state's percentage");
                Rules.ShowsWrites.Equal(write, (await trial.EventsAsync(store).ConfigureAwait(false)).Count, "the number of events");
            }
        }
    }

    private static async Task Copied(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["acme"] = new() { Enabled = true } };
        var unmet = new List<string> { "a" };
        var document = FlagDocument.Empty(Key) with { State = new FlagState { Key = Key, Overrides = overrides } };
        await trial.TryAsync(store, document, [Samples.Event(Key) with { Unmet = unmet }]).ConfigureAwait(false);
        overrides.Clear();
        unmet.Clear();
        Rules.ShowsWrites.Equal(1, (await trial.GetAsync(store).ConfigureAwait(false)).State.Overrides?.Count, "the number of overrides");
        Rules.ShowsWrites.Equal(1, (await trial.EventsAsync(store).ConfigureAwait(false))[0].Unmet.Count, "the number of unmet conditions");
    }

    private static async Task Refused(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var document = FlagDocument.Empty(Key);
        var longId = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { [new string('x', CustomerList.MaximumIdLength + 1)] = new() { Enabled = true } };
        (string What, FlagDocument Document, RolloutEvent[] Events)[] wrong =
        [
            ("a document of a negative version", document with { Version = -1 }, []),
            ("a document with the state of another key", document with { State = new FlagState { Key = "other" } }, []),
            ("a document with the rollout of another key", document with { Rollout = Samples.Rollout("other") }, []),
            ("a document with an id of 513 bytes", document with { State = document.State with { Overrides = longId } }, []),
            ("an event of another key", document, [Samples.Event("other")]),
            ("a second event of another key", document, [Samples.Event(Key), Samples.Event("other")]),
        ];
        foreach (var (what, refused, events) in wrong)
        {
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => trial.TryAsync(store, refused, events), what).ConfigureAwait(false);
        }

        Rules.Refuses.Equal(0, (await trial.ListAsync(store).ConfigureAwait(false)).Count, "the number of documents after refusals");
        Rules.Refuses.Equal(0, (await trial.EventsAsync(store).ConfigureAwait(false)).Count, "the number of events after refusals");
        await trial.ChangeAsync(store).ConfigureAwait(false);
        Rules.Refuses.Equal(1, await trial.AssertHistoryAsync(store).ConfigureAwait(false), "the number of events after the first good write");
    }

    private static async Task NamesRefused(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var key in HostileText.NoKeys)
        {
            var document = new FlagDocument { Key = key, State = new FlagState { Key = key } };
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => trial.TryAsync(store, document, []), $"a write of the key \"{key}\"").ConfigureAwait(false);
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => trial.GetAsync(store, key), $"a reading of the key \"{key}\"").ConfigureAwait(false);
        }

        foreach (var environment in HostileText.NoEnvironments)
        {
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => trial.ListAsync(store, environment), $"a listing of the environment \"{environment}\"").ConfigureAwait(false);
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => trial.TryAsync(store, FlagDocument.Empty(Key), [], environment), $"a write in the environment \"{environment}\"").ConfigureAwait(false);
        }

        foreach (var limit in new[] { 0, -1, 10_001 })
        {
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => store.ReadEventsAsync(Trial.Production, null, 0, limit, trial.End).AsTask(), $"{limit} events at most").ConfigureAwait(false);
        }

        Rules.Refuses.Equal(0, (await trial.ListAsync(store).ConfigureAwait(false)).Count, "the number of documents after refusals");
    }

    private static bool IsBetween(DateTimeOffset at, DateTimeOffset from, DateTimeOffset until) =>
        at >= from.AddMilliseconds(-1) && at <= until.AddMilliseconds(1);
}
