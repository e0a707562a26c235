using System.Globalization;
using static FeatureRollout.TestKit.Conformance.Stores.StoreCalls;
using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>Archives, restoring and erasing, where the store offers them.</summary>
internal static class ArchiveCases
{
    public static IReadOnlyList<Draft<StoreTrial>> All { get; } =
    [
        new("An archive restores an empty environment exactly", Exact),
        new("An archive replaces what is there only if asked to", OnlyIfAsked),
        new("An archive of a busy store is of one moment", Busy),
        new("A restore that cannot be is refused whole", RefusedWhole),
        new("Erasing a customer changes its events and no others", Erased),
    ];

    private static async Task Exact(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await FillAsync(trial, store).ConfigureAwait(false);
        var before = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        var content = await ArchivedAsync(trial, store).ConfigureAwait(false);
        Rules.Restores.Equal(Trial.Production, content.Environment, "the environment of the archive");
        Rules.KeepsTime.Holds(content.ExportedAt >= before, $"an archive made at {before:o} or later", $"{content.ExportedAt:o}");
        if (trial.IsVirtual)
        {
            await trial.PassAsync(TimeSpan.FromDays(1)).ConfigureAwait(false);
        }

        if (!await Offered.TryAsync(async () => await RolloutArchive.RestoreAsync(content, store, "restored", cancellationToken: trial.End).ConfigureAwait(false)).ConfigureAwait(false))
        {
            return;
        }

        var again = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Restores.Same(await trial.ListAsync(store).ConfigureAwait(false), await trial.ListAsync(again, "restored").ConfigureAwait(false), "the restored documents");
        Rules.Restores.Same(await trial.EventsAsync(store).ConfigureAwait(false), await trial.EventsAsync(again, "restored").ConfigureAwait(false), "the restored events");
        var states = (await trial.ReadAsync(again, "restored").ConfigureAwait(false)).States!;
        Rules.Restores.Equal("stage1", states.GetValueOrDefault("tabs")?.Stage?.Name, "the stage of a flag that a restored rollout moves");

        var last = (await trial.EventsAsync(again, "restored").ConfigureAwait(false))[^1];
        var next = await trial.ChangeAsync(again, environment: "restored").ConfigureAwait(false);
        var events = await trial.EventsAsync(again, "restored").ConfigureAwait(false);
        Rules.Restores.Holds(events[^1].Sequence > last.Sequence, $"a sequence above {last.Sequence} for the first event after a restore", $"{events[^1].Sequence}");
        Rules.Restores.Equal(next.Version, events[^1].Version, "the version of the first event after a restore");
        await trial.AssertHistoryAsync(again, "restored").ConfigureAwait(false);
    }

    private static async Task OnlyIfAsked(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await FillAsync(trial, store).ConfigureAwait(false);
        var content = await ArchivedAsync(trial, store).ConfigureAwait(false);
        for (var i = 0; i < 5; i++)
        {
            await trial.ChangeAsync(store, "later").ConfigureAwait(false);
        }

        var before = await trial.ListAsync(store).ConfigureAwait(false);
        var events = await trial.EventsAsync(store).ConfigureAwait(false);
        try
        {
            await RolloutArchive.RestoreAsync(content, store, Trial.Production, cancellationToken: trial.End).ConfigureAwait(false);
            throw Rules.Restores.Broken($"InvalidOperationException of a restore into an environment with content", $"that it succeeded");
        }
        catch (NotSupportedException)
        {
            return;
        }
        catch (InvalidOperationException)
        {
            // It asks to be told to replace.
        }

        Rules.Restores.Same(before, await trial.ListAsync(store).ConfigureAwait(false), "the documents after a refused restore");
        Rules.Restores.Same(events, await trial.EventsAsync(store).ConfigureAwait(false), "the events after a refused restore");
        var known = await trial.ReadAsync(store).ConfigureAwait(false);
        var wait = store.WaitForChangeAsync(Trial.Production, known, trial.End).AsTask();
        await RolloutArchive.RestoreAsync(content, store, Trial.Production, replace: true, trial.End).ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(wait, "a wait during a restore").ConfigureAwait(false);
        var again = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Restores.Same(content.Documents, await trial.ListAsync(again).ConfigureAwait(false), "the documents");
        Rules.Restores.Same(content.Events, await trial.EventsAsync(again).ConfigureAwait(false), "the events");
        Rules.Restores.Equal(0L, (await trial.GetAsync(again, "later").ConfigureAwait(false)).Version, "the version of a document that came after the archive");
        await trial.ChangeAsync(again).ConfigureAwait(false);
        await trial.AssertHistoryAsync(again).ConfigureAwait(false);
    }

    private static async Task Busy(StoreTrial trial)
    {
        const int Rounds = 4, WritesMeanwhile = 40;
        var store = await trial.OpenAsync().ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var writing = Task.Run(async () =>
            {
                for (var i = 0; i < WritesMeanwhile; i++)
                {
                    await trial.ChangeAsync(store, string.Create(CultureInfo.InvariantCulture, $"flag{i % 3}")).ConfigureAwait(false);
                }
            });
            var content = await ArchivedAsync(trial, store).ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            AssertHistory(content.Documents, content.Events);
        }
    }

    private static async Task RefusedWhole(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await FillAsync(trial, store).ConfigureAwait(false);
        var documents = await trial.ListAsync(store).ConfigureAwait(false);
        var events = await trial.EventsAsync(store).ConfigureAwait(false);
        (string What, IReadOnlyList<FlagDocument> Documents, IReadOnlyList<RolloutEvent> Events)[] wrong =
        [
            ("of two documents with one key", [.. documents, documents[0]], []),
            ("of a document that was never written", [FlagDocument.Empty(Key)], []),
            ("of events that do not rise", documents, [events[1], events[0]]),
            ("of an event without a document", [], [events[0]]),
            ("of an event of a later version than its document", [documents[^1] with { Version = 1 }], [events.Last(one => one.Key == documents[^1].Key)]),
        ];
        foreach (var (what, badDocuments, badEvents) in wrong)
        {
            foreach (var environment in new[] { Trial.Production, "restored" })
            {
                await Offered.TryAsync(() => Rules.Restores.ThrowsAsync<Exception>(
                    async () => await store.RestoreAsync(environment, badDocuments, badEvents, replace: true, trial.End).ConfigureAwait(false), "a restore " + what)).ConfigureAwait(false);
            }
        }

        Rules.Restores.Same(documents, await trial.ListAsync(store).ConfigureAwait(false), "the documents after refused restores");
        Rules.Restores.Same(events, await trial.EventsAsync(store).ConfigureAwait(false), "the events after refused restores");
        Rules.Restores.Equal(0, (await trial.ListAsync(store, "restored").ConfigureAwait(false)).Count, "the number of documents in the other environment");
    }

    private static async Task Erased(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var customer in new[] { "acme", "globex", "acme" })
        {
            foreach (var environment in new[] { Trial.Production, Trial.Staging })
            {
                var document = await trial.GetAsync(store, environment: environment).ConfigureAwait(false);
                await trial.TryAsync(store, document, [Samples.Event(Key, new RolloutChange.OverrideSet(Key, customer, Enabled: true, null))], environment).ConfigureAwait(false);
            }
        }

        var before = await trial.EventsAsync(store).ConfigureAwait(false);
        var changed = 0;
        if (!await Offered.TryAsync(async () => changed = await store.EraseCustomerAsync(Trial.Production, "acme", "erased-1", trial.End).ConfigureAwait(false)).ConfigureAwait(false))
        {
            return;
        }

        Rules.Erases.Equal(2, changed, "the number of changed events");
        var after = await trial.EventsAsync(store).ConfigureAwait(false);
        Rules.Erases.Sequence(before.Select(one => one.Sequence), after.Select(one => one.Sequence), "the sequences");
        Rules.Erases.Sequence(["erased-1", "globex", "erased-1"], Customers(after), "the customers");
        Rules.Erases.Sequence(["acme", "globex", "acme"], Customers(await trial.EventsAsync(store, Trial.Staging).ConfigureAwait(false)), "the customers in the other environment");
        Rules.Erases.Equal(0, await store.EraseCustomerAsync(Trial.Production, "acme", "erased-1", trial.End).ConfigureAwait(false), "the number changed by the same again");

        static IEnumerable<string> Customers(IEnumerable<RolloutEvent> events) => events.Select(one => ((RolloutChange.OverrideSet)one.Change).CustomerId);
    }

    private static async Task<RolloutArchiveContent> ArchivedAsync(StoreTrial trial, IRolloutStateStore store)
    {
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Trial.Production, FlagSet.Empty, trial.End).ConfigureAwait(false);
        archive.Position = 0;
        return await RolloutArchive.ReadAsync(archive, cancellationToken: trial.End).ConfigureAwait(false);
    }

    private static async Task FillAsync(StoreTrial trial, IRolloutStateStore store)
    {
        await trial.ChangeAsync(store, change: document => document with { Rollout = Samples.Rollout(Key, "tabs"), Configured = 10 }).ConfigureAwait(false);
        for (var i = 0; i < 7; i++)
        {
            if (trial.IsVirtual)
            {
                await trial.PassAsync(TimeSpan.FromMinutes(3)).ConfigureAwait(false);
            }

            await trial.ChangeAsync(store, i % 2 == 0 ? Key : "other").ConfigureAwait(false);
        }
    }
}
