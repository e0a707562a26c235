using System.Buffers;
using System.Text;
using FeatureRollout.Rollouts.Machine;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Evaluation;
using FeatureRollout.Tests.Providers;
using FeatureRollout.Tests.Rollouts;
using FeatureRollout.Tests.Rollouts.Machine;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

[Trait("Requirement", "F-32")]
public sealed class CustomerErasureTests
{
    private const string Environment = "production";

    private const string File = """
        {
          "flags": { "search": { "include": ["acme", "globex"], "rules": [{ "when": "customerId in ['acme', 'x']", "percentage": 5 }] }, "other": { "overrides": { "acme": { "enabled": false } } }, "calm": {} },
          "segments": { "vip": { "include": ["acme"] }, "odd": { "when": "company == 'acme-2'" } },
          "plans": { "p": { "stages": [{ "name": "pilots", "percentage": 10, "customers": ["acme", "globex"] }, { "name": "all", "percentage": 100 }] } },
          "rollouts": { "search": { "plan": "p", "customers": ["acme"] } }
        }
        """;

    private static readonly RolloutActor Officer = new("officer", "Request of acme, ticket 7");

    [Fact]
    [Trait("Requirement", "S4-11")]
    public async Task Answers_lists_and_events_lose_the_customer_and_the_events_still_give_the_documents()
    {
        using var run = new Running(File);
        await Live(run);
        var before = await Events(run.Store);
        var erased = await run.Manager.EraseCustomerAsync("acme", Officer);

        Assert.Equal(["other", "search"], erased.Keys);
        Assert.Matches("^erased-[0-9a-f]{32}$", erased.Replacement);
        var after = await Events(run.Store);
        Assert.Equal(before.Select(one => (one.Sequence, one.Version, one.At, one.Key)), after.Take(before.Count).Select(one => (one.Sequence, one.Version, one.At, one.Key)));
        Assert.Equal([("other", "officer", $"Request of {erased.Replacement}, ticket 7"), ("search", "officer", $"Request of {erased.Replacement}, ticket 7")], after.Skip(before.Count).Select(one => (one.Key, one.Actor, one.Reason!)));
        Assert.All(after.Skip(before.Count), one => Assert.Equal(new RolloutChange.CustomerErased(erased.Replacement), one.Change));
        Assert.Contains(after, one => one.Change is RolloutChange.OverrideSet { CustomerId: var customer } && customer == erased.Replacement);
        await AssertGone(run.Store, "acme");
        await AssertReplays(run.Store);
        Assert.Null(run.Flags.Snapshot.Find("other")!.Source.State!.Overrides?.GetValueOrDefault("acme"));
    }

    [Fact]
    public async Task What_people_wrote_in_files_is_left_and_told()
    {
        using var run = new Running(File);
        await Live(run);
        var erased = await run.Manager.EraseCustomerAsync("acme", Officer);
        Assert.Equal(
            [
                "file: flags.search.include", "file: flags.search.rules", "file: flags.other.overrides", "file: segments.vip.include",
                "file: plans.p.stages.pilots.customers", "file: rollouts.search.customers", "memory store: rollouts.search.definitions.search.rules",
            ],
            erased.LeftInDefinitions);
        Assert.Empty((await run.Manager.EraseCustomerAsync("nobody", Officer)).LeftInDefinitions);
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public async Task Errors_of_the_customer_are_forgotten_and_how_often_each_came_stays()
    {
        using var run = new Running();
        await run.Manager.SetPercentageAsync("search", 100, Alice);
        foreach (var (customer, text) in new[] { ("acme", "timeout"), ("globex", "timeout"), ("globex", "no account of acme") })
        {
            run.Flags.RecordOutcome(run.Flags.Evaluate("search", customer), new FlagOutcome(false) { Error = new OutcomeError(text, customer) });
        }

        var erased = await run.Manager.EraseCustomerAsync("acme", Officer);
        Assert.Equal(2, erased.Records);
        var errors = run.Flags.ErrorsOf("search")!;
        Assert.Equal(("globex", "timeout"), errors.Recent().Select(error => (error.CustomerId!, error.Error)).Single());
        Assert.Equal([("no account of " + erased.Replacement, 1), ("timeout", 2)], errors.Top().Select(count => (count.Error, count.Count)).Order());
    }

    [Fact]
    public async Task Somebody_who_is_nowhere_leaves_no_trace()
    {
        using var run = new Running(File);
        await Live(run);
        var events = (await Events(run.Store)).Count;
        var erased = await run.Manager.EraseCustomerAsync("nobody", Officer);
        Assert.Empty(erased.Keys);
        Assert.Equal(0, erased.Records);
        Assert.Equal(events, (await Events(run.Store)).Count);
    }

    [Fact]
    public async Task Past_events_alone_are_found_too()
    {
        using var run = new Running();
        await run.Manager.SetCustomerFlagsAsync("acme", new Dictionary<string, bool>(StringComparer.Ordinal) { ["search"] = true }, Alice);
        await run.Manager.RemoveCustomerFlagsAsync("acme", null, Alice);
        var erased = await run.Manager.EraseCustomerAsync("acme", Officer);
        Assert.Equal(["search"], erased.Keys);
        Assert.Equal(2, erased.Records);
        await AssertGone(run.Store, "acme");
        await AssertReplays(run.Store);
    }

    [Fact]
    public async Task Ended_at_any_write_erasing_again_finishes_it()
    {
        for (var failing = 1; failing <= 3; failing++)
        {
            foreach (var takesEffect in new[] { false, true })
            {
                var store = new FaultyStore(new MemoryRolloutStore());
                using var run = new Running(File, store: store);
                await Live(run);
                if (failing == 3)
                {
                    store.BeforeErasure = () => throw new IOException("The store went away.");
                }
                else
                {
                    (store.Failing, store.TakesEffect) = (store.Writes + failing, takesEffect);
                }

                await Assert.ThrowsAsync<IOException>(() => run.Manager.EraseCustomerAsync("acme", Officer));
                store.BeforeErasure = null;
                var again = await run.Manager.EraseCustomerAsync("acme", Officer);
                Assert.Equal(["other", "search"], again.Keys);
                await AssertGone(store, "acme");
                await AssertReplays(store);
            }
        }
    }

    [Fact]
    public async Task Who_is_added_again_meanwhile_is_erased_again()
    {
        var store = new FaultyStore(new MemoryRolloutStore());
        using var run = new Running(File, store: store);
        await Live(run);
        var left = 3;
        store.BeforeErasure = () => left-- > 0 ? run.Manager.AddCustomersAsync("calm", CustomerList.Of("acme"), Alice) : Task.CompletedTask;
        var erased = await run.Manager.EraseCustomerAsync("acme", Officer);
        Assert.Equal(["calm", "other", "search"], erased.Keys);
        await AssertGone(store, "acme");
        await AssertReplays(store);

        store.BeforeErasure = () => run.Manager.AddCustomersAsync("calm", CustomerList.Of("acme"), Alice);
        var refused = await Assert.ThrowsAsync<TimeoutException>(() => run.Manager.EraseCustomerAsync("acme", Officer));
        Assert.DoesNotContain("acme", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_erase_is_asked_before_anything_is_written()
    {
        var store = new FaultyStore(new MemoryRolloutStore()) { CannotErase = true };
        using var run = new Running(File, store: store);
        await Live(run);
        var writes = store.Writes;
        await Assert.ThrowsAsync<NotSupportedException>(() => run.Manager.EraseCustomerAsync("acme", Officer));
        Assert.Equal(writes, store.Writes);
    }

    [Fact]
    public async Task Nobody_the_customer_and_ids_that_are_none_are_refused()
    {
        using var run = new Running();
        await Assert.ThrowsAsync<ArgumentException>(() => run.Manager.EraseCustomerAsync("acme", new RolloutActor("", null)));
        await Assert.ThrowsAsync<ArgumentException>(() => run.Manager.EraseCustomerAsync("", Officer));
        await Assert.ThrowsAsync<ArgumentException>(() => run.Manager.EraseCustomerAsync(new string('q', 513), Officer));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => run.Manager.EraseCustomerAsync("acme", new RolloutActor("acme", null)));
        Assert.DoesNotContain("acme", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_any_history_no_file_holds_the_id_and_the_events_give_the_documents() => Served.ForSeeds(15, random =>
    {
        using var directory = new TemporaryDirectory();
        var store = new JsonFileRolloutStore(directory["flags.json"]);
        using var run = new Running(File, store: store);
        RandomHistory(store, random).GetAwaiter().GetResult();
        var erased = run.Manager.EraseCustomerAsync("globex", new RolloutActor("officer", "globex asked")).GetAwaiter().GetResult();
        Assert.All(erased.Keys, key => Assert.Equal("pilot", key));
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(directory["x"])!, "*", SearchOption.AllDirectories))
        {
            Assert.True(System.IO.File.ReadAllBytes(file).AsSpan().IndexOf("globex"u8) < 0, $"{file} holds the id.");
        }

        AssertReplays(new JsonFileRolloutStore(directory["flags.json"])).GetAwaiter().GetResult();
    });

    private static async Task Live(Running run)
    {
        await run.Manager.StartRolloutAsync("search", Alice);
        await run.Manager.SetCustomerFlagsAsync("acme", new Dictionary<string, bool>(StringComparer.Ordinal) { ["other"] = true, ["search"] = false }, new RolloutActor("ann", "acme asked"));
        await run.Manager.SetCustomerFlagsAsync("globex", new Dictionary<string, bool>(StringComparer.Ordinal) { ["calm"] = true }, Alice);
        await run.Manager.AddCustomersAsync("search", CustomerList.Of("acme", "initech"), Alice);
        await run.Manager.ReportIncidentAsync("search", "P3", "Slow for acme", Alice);
        await run.Manager.AdvanceRolloutAsync("search", Alice, force: true);
    }

    private static async Task RandomHistory(JsonFileRolloutStore store, Random random)
    {
        for (var i = 0; i < 40; i++)
        {
            var document = await store.GetAsync(Environment, "pilot", default);
            var now = await store.GetTimeAsync(default);
            var change = random.Chance(40)
                ? random.Of<RolloutChange>(new RolloutChange.OverrideSet("pilot", "globex", true, null), new RolloutChange.CustomersAdded(CustomerList.Of("globex", "acme")))
                : RandomRollouts.Change(random, document);
            try
            {
                var after = RolloutMachine.Apply(document, change, now, "pat", "for globex");
                await store.TryWriteAsync(Environment, after, [new RolloutEvent { Key = "pilot", Version = 0, At = now, Actor = "pat", Reason = "for globex", Change = change }], default);
            }
            catch (Exception refused) when (refused is RolloutRefusedException or ArgumentException)
            {
                // What is not allowed, or cannot be stored, is not part of the history.
            }
        }
    }

    private static async Task<IReadOnlyList<RolloutEvent>> Events(IRolloutStateStore store) => await store.ReadEventsAsync(Environment, null, 0, 10_000, default);

    private static async Task AssertGone(IRolloutStateStore store, string id)
    {
        var renaming = new CustomerRenaming(id, "somebody");
        Assert.All(await store.ListAsync(Environment, default), document =>
        {
            Assert.Empty(Holding.PlacesOf(document, id));
            Assert.Same(document, renaming.Of(document));
        });
        Assert.All(await Events(store), one =>
        {
            Assert.Empty(Holding.PlacesOf(one, id));
            Assert.Same(one, renaming.Of(one));
        });
    }

    /// <summary>Times are those of the events, which the store stamps a moment later than the document was made.</summary>
    private static async Task AssertReplays(IRolloutStateStore store)
    {
        foreach (var document in await store.ListAsync(Environment, default))
        {
            var replayed = (await store.ReadEventsAsync(Environment, document.Key, 0, 10_000, default)).Aggregate(
                FlagDocument.Empty(document.Key),
                (state, one) => RolloutMachine.Apply(state with { Version = one.Version - 1 }, one.Change, one.At, one.Actor, one.Reason));
            Assert.Equal(Lists(document), Lists(replayed));
        }
    }

    private static string Lists(FlagDocument document) => RandomRollouts.Text(new
    {
        document.State,
        document.Rollout?.Customers,
        document.Rollout?.Plan,
        document.Rollout?.Definitions,
        document.Rollout?.Status,
        document.Rollout?.Reason,
        document.Rollout?.Incidents.Count,
    });
}
