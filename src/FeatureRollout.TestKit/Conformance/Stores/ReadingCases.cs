using System.Globalization;
using static FeatureRollout.TestKit.Conformance.Stores.StoreCalls;
using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>What a store gives when it is read, opened again, cancelled and closed.</summary>
internal static class ReadingCases
{
    public static IReadOnlyList<Draft<StoreTrial>> All { get; } =
    [
        new("A rollout reaches evaluation with its stage and definition", Projected),
        new("Events are read by key, place and number", EventsInOrder),
        new("A reading of many documents never mixes two versions", OneMoment),
        new("A reading of one document never mixes two versions", OneDocument),
        new("Hostile keys and ids come back after a restart", Hostile),
        new("Environments share nothing", EnvironmentsShareNothing),
        new("What the controller remembers is replaced whole", Remembered),
        new("The clock does not run backwards", Clock),
        new("Every call that is cancelled ends and changes nothing", Cancelled),
        new("After disposal no call gives content and no wait goes on", Disposed),
    ];

    private static async Task Projected(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await trial.ChangeAsync(store, change: document => document with { Rollout = Samples.Rollout(Key, "tabs") }).ConfigureAwait(false);
        var states = (await trial.ReadAsync(store).ConfigureAwait(false)).States!;
        foreach (var flag in new[] { Key, "tabs" })
        {
            var stage = states.GetValueOrDefault(flag)?.Stage;
            Rules.Projects.Equal("stage1", stage?.Name, $"the stage of {flag}");
            Rules.Projects.Equal(Percentage.FromPercent(10), stage?.Percentage, $"the stage's percentage of {flag}");
        }

        Rules.Projects.Equal("kept", states[Key].Definition?.Salt, "the salt of the definition that the rollout copied");
    }

    private static async Task EventsInOrder(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        for (var i = 0; i < 30; i++)
        {
            await trial.ChangeAsync(store, i % 3 == 0 ? "a" : "b").ConfigureAwait(false);
        }

        var all = await trial.EventsAsync(store).ConfigureAwait(false);
        Rules.ReadsEvents.Sequence(Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? "a" : "b"), all.Select(one => one.Key), "the keys of all events");
        long[] sequences = [.. all.Select(one => one.Sequence)];
        await AssertAsync(null, sequences[9], 2, sequences[10..12]).ConfigureAwait(false);
        await AssertAsync("a", sequences[9], 3, [sequences[12], sequences[15], sequences[18]]).ConfigureAwait(false);
        await AssertAsync("b", sequences[28], 10, [sequences[29]]).ConfigureAwait(false);
        await AssertAsync("c", 0, 10, []).ConfigureAwait(false);
        await AssertAsync(null, sequences[29], 10_000, []).ConfigureAwait(false);
        await AssertAsync(null, long.MaxValue, 1, []).ConfigureAwait(false);
        await AssertAsync(null, -1, 10_000, sequences).ConfigureAwait(false);

        async Task AssertAsync(string? key, long after, int limit, long[] expected)
        {
            var found = await store.ReadEventsAsync(Trial.Production, key, after, limit, trial.End).ConfigureAwait(false);
            Rules.ReadsEvents.Sequence(expected, found.Select(one => one.Sequence), FormattableString.Invariant($"the sequences of at most {limit} events of {key ?? "all"} after {after}"));
        }
    }

    private static async Task OneMoment(StoreTrial trial)
    {
        const int Writes = 40;
        var writer = await trial.OpenAsync().ConfigureAwait(false);
        var reader = await trial.OpenAsync().ConfigureAwait(false);
        await trial.ChangeAsync(writer, "a", document => document.With(0)).ConfigureAwait(false);
        await trial.ChangeAsync(writer, "b", document => document.With(0)).ConfigureAwait(false);
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= Writes; i++)
            {
                await trial.ChangeAsync(writer, "a", document => document.With(Percentage.FromThousandths(i))).ConfigureAwait(false);
                await trial.ChangeAsync(writer, "b", document => document.With(Percentage.FromThousandths(i))).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        });
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var states = (await trial.ReadAsync(reader).ConfigureAwait(false)).States!;
            AssertOne(states.GetValueOrDefault("a"), states.GetValueOrDefault("b"), "a reading");
            var documents = await trial.ListAsync(reader).ConfigureAwait(false);
            AssertOne(documents.FirstOrDefault(one => one.Key == "a")?.State, documents.FirstOrDefault(one => one.Key == "b")?.State, "a listing");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);

        static void AssertOne(FlagState? a, FlagState? b, string what)
        {
            var ahead = (a?.Percentage?.Thousandths ?? -9) - (b?.Percentage?.Thousandths ?? 0);
            Rules.IsOneMoment.Holds(ahead is 0 or 1, $"in {what} the first of two documents level with the second or one write ahead", $"{ahead} ahead");
        }
    }

    private static async Task OneDocument(StoreTrial trial)
    {
        const int Writes = 30;
        var writer = await trial.OpenAsync().ConfigureAwait(false);
        var reader = await trial.OpenAsync().ConfigureAwait(false);
        string[] flags = [Key, "tabs", "plain", "wide", "last"];
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= Writes; i++)
            {
                await trial.ChangeAsync(writer, change: document => document with
                {
                    Rollout = Samples.Rollout(Key, flags[1..]) with { PercentageByHand = Percentage.FromThousandths(i) },
                    Configured = Percentage.FromThousandths(i),
                }).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        });
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var states = (await trial.ReadAsync(reader).ConfigureAwait(false)).States!;
            var seen = flags.Select(flag => states.GetValueOrDefault(flag)?.Stage?.Percentage).Distinct().ToArray();
            Rules.IsOneMoment.Holds(seen.Length == 1, $"one percentage for all flags of a rollout", $"{seen.Length}");
            var document = await trial.GetAsync(reader).ConfigureAwait(false);
            Rules.IsOneMoment.Holds(
                document.Configured == document.Rollout?.PercentageByHand && document.Version == (document.Configured?.Thousandths ?? 0),
                $"version and members of one write",
                $"version {document.Version} with members of write {document.Configured?.Thousandths} and {document.Rollout?.PercentageByHand?.Thousandths}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
    }

    private static async Task Hostile(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        string[] ids = [.. HostileText.Ids, .. Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"customer-{i}"))];
        var rich = Samples.Rich(FlagDocument.Empty("rich"), ids);
        var written = await trial.TryAsync(store, rich, Samples.Events("rich")).ConfigureAwait(false) ?? throw Rules.Compares.Broken($"that the first write wins", $"null");
        Rules.IsExact.Same(rich with { Version = 1, UpdatedAt = written.UpdatedAt }, written, "what was written");
        foreach (var key in HostileText.Keys)
        {
            await trial.ChangeAsync(store, key).ConfigureAwait(false);
            await store.WriteProgressAsync(Trial.Production, key, new byte[] { 0, 255, 10 }, trial.End).ConfigureAwait(false);
        }

        var documents = await trial.ListAsync(store).ConfigureAwait(false);
        Rules.IsExact.Sequence(HostileText.Keys.Append("rich").Order(StringComparer.Ordinal), documents.Select(document => document.Key), "the keys, in ordinal order,");
        var events = await trial.EventsAsync(store).ConfigureAwait(false);
        var put = Samples.Events("rich").Select((one, index) => one with { Version = 1, At = events[index].At, Sequence = events[index].Sequence }).ToArray();
        Rules.IsExact.Same(put, [.. events.Take(put.Length)], "the events");
        await Trial.CloseAsync(store).ConfigureAwait(false);

        var again = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Survives.Same(written, await trial.GetAsync(again, "rich").ConfigureAwait(false), "the rich document");
        Rules.Survives.Same(documents, await trial.ListAsync(again).ConfigureAwait(false), "the documents");
        Rules.Survives.Same(events, await trial.EventsAsync(again).ConfigureAwait(false), "the events");
        foreach (var key in HostileText.Keys)
        {
            Rules.Survives.Sequence<byte>([0, 255, 10], (await again.ReadProgressAsync(Trial.Production, key, trial.End).ConfigureAwait(false)).ToArray(), $"what the controller remembers of {key}");
        }

        var next = await trial.ChangeAsync(again, "rich").ConfigureAwait(false);
        Rules.Survives.Equal(2L, next.Version, "the version of the first write after a restart");
    }

    private static async Task EnvironmentsShareNothing(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var document = await trial.ChangeAsync(store, change: document => document.With(5), environment: Trial.Staging).ConfigureAwait(false);
        var staging = await trial.ReadAsync(store, Trial.Staging).ConfigureAwait(false);
        var events = await trial.EventsAsync(store, Trial.Staging).ConfigureAwait(false);
        await store.WriteProgressAsync(Trial.Staging, "other", new byte[] { 7 }, trial.End).ConfigureAwait(false);

        Rules.Isolates.Same(FlagDocument.Empty(Key), await trial.GetAsync(store).ConfigureAwait(false), "the document in production, written in staging alone,");
        await trial.ChangeAsync(store, change: document => document.With(90)).ConfigureAwait(false);
        await trial.ChangeAsync(store).ConfigureAwait(false);
        await store.WriteProgressAsync(Trial.Production, Key, new byte[] { 1 }, trial.End).ConfigureAwait(false);

        Rules.Isolates.Same([document], await trial.ListAsync(store, Trial.Staging).ConfigureAwait(false), "the documents in staging");
        var now = await trial.ReadAsync(store, Trial.Staging).ConfigureAwait(false);
        Rules.Isolates.Equal(staging.Version, now.Version, "the version in staging after writes in production");
        Rules.Isolates.Equal(Percentage.FromPercent(5), now.States?.GetValueOrDefault(Key)?.Percentage, "the percentage in staging");
        Rules.Isolates.Same(events, await trial.EventsAsync(store, Trial.Staging).ConfigureAwait(false), "the events in staging");
        Rules.Isolates.Equal(2, await trial.AssertHistoryAsync(store).ConfigureAwait(false), "the number of events in production");
        Rules.Isolates.Equal(0, (await store.ReadProgressAsync(Trial.Staging, Key, trial.End).ConfigureAwait(false)).Length, "what the controller remembers in staging of a key of production, its length,");
        Rules.Isolates.Equal(0, (await store.ReadProgressAsync(Trial.Production, "other", trial.End).ConfigureAwait(false)).Length, "what the controller remembers in production of a key of staging, its length,");
        foreach (var other in new[] { "Production", "prod", "production.", "production_1" })
        {
            Rules.Isolates.Equal(0, (await trial.ListAsync(store, other).ConfigureAwait(false)).Count, $"the number of documents in {other}");
        }
    }

    private static async Task Remembered(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var before = await trial.ReadAsync(store).ConfigureAwait(false);
        byte[] large = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)i)];
        foreach (var bytes in new byte[][] { [.. "first"u8], large, [0], [.. "{}"u8] })
        {
            var given = bytes.ToArray();
            await store.WriteProgressAsync(Trial.Production, Key, given, trial.End).ConfigureAwait(false);
            Array.Clear(given);
            var again = await trial.OpenAsync().ConfigureAwait(false);
            var found = await again.ReadProgressAsync(Trial.Production, Key, trial.End).ConfigureAwait(false);
            Rules.Remembers.Holds(found.Span.SequenceEqual(bytes), $"the same {bytes.Length} bytes", $"{found.Length} bytes, or others");
        }

        Rules.Remembers.Equal(0, (await store.ReadProgressAsync(Trial.Production, "Search", trial.End).ConfigureAwait(false)).Length, "the length of what is remembered of another key");
        Rules.Remembers.Equal(0, (await trial.ListAsync(store).ConfigureAwait(false)).Count, "the number of documents");
        Rules.Remembers.Equal(before.Version, (await trial.ReadAsync(store).ConfigureAwait(false)).Version, "the version read");
    }

    private static async Task Clock(StoreTrial trial)
    {
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        var last = DateTimeOffset.MinValue;
        for (var i = 0; i < 20; i++)
        {
            var now = await stores[i % 2].GetTimeAsync(trial.End).ConfigureAwait(false);
            Rules.KeepsTime.Holds(now >= last, $"a time not before {last:o}", $"{now:o}");
            var written = await trial.ChangeAsync(stores[i % 2]).ConfigureAwait(false);
            last = written.UpdatedAt ?? now;
            Rules.KeepsTime.Holds(last >= now.AddMilliseconds(-1), $"a document's time not before {now:o}", $"{last:o}");
            if (trial.IsVirtual)
            {
                await trial.PassAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            }
        }

        var times = (await trial.EventsAsync(stores[0]).ConfigureAwait(false)).Select(one => one.At).ToArray();
        Rules.KeepsTime.Sequence(times.Order(), times, "the times of events by sequence");
    }

    private static async Task Cancelled(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var written = await trial.ChangeAsync(store).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        var known = await trial.ReadAsync(store).ConfigureAwait(false);
        var wait = Task.Run(async () =>
        {
            while (true)
            {
                await store.WaitForChangeAsync(Trial.Production, known, cancellation.Token).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation.Token).ConfigureAwait(false);
            }
        });
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => wait, "a wait under way").ConfigureAwait(false);
        foreach (var (name, call) in Calls(store, known, written))
        {
            await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => call(cancellation.Token), name).ConfigureAwait(false);
        }

        Rules.Cancels.Same([written], await trial.ListAsync(store).ConfigureAwait(false), "the documents");
        Rules.Cancels.Equal(1, await trial.AssertHistoryAsync(store).ConfigureAwait(false), "the number of events");
        Rules.Cancels.Equal(0, (await store.ReadProgressAsync(Trial.Production, Key, trial.End).ConfigureAwait(false)).Length, "the length of what the controller remembers");
    }

    private static async Task Disposed(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        if (store is not (IDisposable or IAsyncDisposable))
        {
            return;
        }

        var written = await trial.ChangeAsync(store).ConfigureAwait(false);
        var known = await trial.ReadAsync(store).ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        await Closing.AssertAsync(
            store,
            [.. Calls(store, known, written).Where(call => call.Name is not ("a wait" or "a restore" or "an erasure"))],
            end => store.WaitForChangeAsync(Trial.Production, known, end).AsTask(),
            trial.End).ConfigureAwait(false);
        Rules.Closes.Same([written], await trial.ListAsync(other).ConfigureAwait(false), "the documents that another opening reads");
        await trial.ChangeAsync(other).ConfigureAwait(false);
    }

    private static (string Name, Func<CancellationToken, Task> Call)[] Calls(IRolloutStateStore store, FlagSet known, FlagDocument written) =>
    [
        ("a wait", end => store.WaitForChangeAsync(Trial.Production, known, end).AsTask()),
        ("a reading", end => store.ReadAsync(Trial.Production, end).AsTask()),
        ("a reading of one document", end => store.GetAsync(Trial.Production, Key, end).AsTask()),
        ("a listing", end => store.ListAsync(Trial.Production, end).AsTask()),
        ("a reading of events", end => store.ReadEventsAsync(Trial.Production, null, 0, 1, end).AsTask()),
        ("a write", end => store.TryWriteAsync(Trial.Production, written, [], end).AsTask()),
        ("a question for the time", end => store.GetTimeAsync(end).AsTask()),
        ("a reading of what is remembered", end => store.ReadProgressAsync(Trial.Production, Key, end).AsTask()),
        ("a writing of what is remembered", end => store.WriteProgressAsync(Trial.Production, Key, new byte[] { 1 }, end).AsTask()),
        ("a restore", end => Offered.OrCancelledAsync(async () => await store.RestoreAsync(Trial.Production, [], [], replace: true, end).ConfigureAwait(false))),
        ("an erasure", end => Offered.OrCancelledAsync(async () => await store.EraseCustomerAsync(Trial.Production, "acme", "x", end).ConfigureAwait(false))),
    ];
}
