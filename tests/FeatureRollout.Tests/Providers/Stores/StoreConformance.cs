using FeatureRollout.TestKit;
using FeatureRollout.Tests.Rollouts.Stored;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>What every store keeps to.</summary>
public abstract class StoreConformance
{
    private readonly VirtualTimeProvider _time = new();

    /// <summary>Opens the test's one store; again after the first time, as a restart does where the store outlives its process.</summary>
    protected abstract IRolloutStateStore Open(TimeProvider time);

    private IRolloutStateStore Open() => Open(_time);

    [Fact, Trait("Requirement", "F-12")]
    public async Task An_empty_store_has_states_and_empty_documents()
    {
        var store = Open();
        var set = await store.ReadAsync(Production, None);
        Assert.Empty(set.States!);
        Assert.Empty(set.Flags);
        Assert.Equal("0", set.Version);
        Assert.Same(set, await store.ReadAsync(Production, None));
        Same.As(FlagDocument.Empty("search"), await store.GetAsync(Production, "search", None));
        Assert.Empty(await store.ListAsync(Production, None));
        Assert.Empty(await Events(store));
        Assert.True((await store.ReadProgressAsync(Production, "search", None)).IsEmpty);
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task A_write_counts_the_version_up_and_stamps_clock_and_sequence()
    {
        var store = Open();
        _time.Advance(TimeSpan.FromHours(1));
        var now = await store.GetTimeAsync(None);
        var document = WithPercentage(FlagDocument.Empty("search"), 25);
        var written = await store.TryWriteAsync(Production, document, [Event("search"), Event("search", new RolloutChange.PercentageSet(25))], None);
        Same.As(document with { Version = 1, UpdatedAt = now }, written!);
        Same.As(written, await store.GetAsync(Production, "search", None));
        var events = await Events(store);
        Assert.Equal([(1L, 1L, now), (2L, 1L, now)], events.Select(one => (one.Sequence, one.Version, one.At)));
        Assert.Equal(new RolloutChange.PercentageSet(25), events[1].Change);
        Assert.Equal(Percentage.FromPercent(25), (await store.ReadAsync(Production, None)).States!["search"].Percentage);
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task A_write_of_a_version_that_has_moved_loses_and_leaves_nothing()
    {
        var store = Open();
        var first = await Change(store, "search");
        var second = await store.TryWriteAsync(Production, WithPercentage(first, 5), [Event("search")], None);
        var before = await store.ReadAsync(Production, None);
        Assert.Null(await store.TryWriteAsync(Production, WithPercentage(first, 90), [Event("search"), Event("search")], None));
        Assert.Null(await store.TryWriteAsync(Production, WithPercentage(first with { Version = 7 }, 90), [], None));
        Same.As(second, await store.GetAsync(Production, "search", None));
        Assert.Equal(2, (await Events(store)).Count);
        Assert.Same(before, await store.ReadAsync(Production, None));
        Assert.Equal(2, await AssertHistory(store));
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task Of_many_writers_none_loses_an_update()
    {
        const int Writers = 8, Each = 13;
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await Change(
                    Open(),
                    FormattableString.Invariant($"flag{i % 2}"),
                    document => WithPercentage(document, Percentage.FromThousandths((document.State.Percentage?.Thousandths ?? 0) + 1)));
            }
        })));
        var documents = await store.ListAsync(Production, None);
        Assert.Equal(Writers * Each, documents.Sum(document => document.Version));
        Assert.All(documents, document => Assert.Equal(document.Version, document.State.Percentage!.Value.Thousandths));
        Assert.Equal(Writers * Each, await AssertHistory(store));
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task Of_two_writers_at_once_one_wins_a_hundred_times()
    {
        var store = Open();
        for (var round = 0; round < 100; round++)
        {
            var document = await store.GetAsync(Production, "search", None);
            using var start = new Barrier(2);
            var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return store.TryWriteAsync(Production, document, [Event("search")], None).AsTask();
                }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
            Assert.Single(results, written => written is not null);
        }

        Assert.Equal(100, await AssertHistory(store));
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_watcher_is_woken_by_a_write_and_not_before()
    {
        var store = Open();
        await Change(store, "search");
        for (var round = 0; round < 20; round++)
        {
            var known = await store.ReadAsync(Production, None);
            var watch = store.WaitForChangeAsync(Production, known, None).AsTask();
            Assert.False(watch.IsCompleted);
            await Change(store, "search");
            await watch.WaitAsync(Wait.Longest);
            Assert.NotSame(known, await store.ReadAsync(Production, None));
        }

        await store.WaitForChangeAsync(Production, FlagSet.Empty, None).AsTask().WaitAsync(Wait.Longest);
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_wait_and_every_other_call_ends_when_cancelled()
    {
        var store = Open();
        var written = await Change(store, "search");
        using var cancellation = new CancellationTokenSource();
        var watch = store.WaitForChangeAsync(Production, await store.ReadAsync(Production, None), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        var token = cancellation.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.WaitAsync(Wait.Longest));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(Production, token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync(Production, "search", token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ListAsync(Production, token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadEventsAsync(Production, null, 0, 1, token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryWriteAsync(Production, written, [], token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RestoreAsync(Production, [], [], replace: true, token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetTimeAsync(token).AsTask());
        Assert.Equal(1, (await store.GetAsync(Production, "search", None)).Version);
    }

    [Fact, Trait("Requirement", "S1-13")]
    public async Task Environments_share_nothing()
    {
        var store = Open();
        await Change(store, "search", document => WithPercentage(document, 5), "staging");
        var staging = await store.ReadAsync("staging", None);
        await Change(store, "search", document => WithPercentage(document, 90), "production");
        await Change(store, "search", environment: "production");
        await store.WriteProgressAsync("production", "search", new byte[] { 1 }, None);
        Assert.Same(staging, await store.ReadAsync("staging", None));
        Assert.Equal(Percentage.FromPercent(5), Assert.Single(await store.ListAsync("staging", None)).State.Percentage);
        Assert.Equal(1, await AssertHistory(store, "staging"));
        Assert.Equal(2, await AssertHistory(store, "production"));
        Assert.True((await store.ReadProgressAsync("staging", "search", None)).IsEmpty);
        Assert.Empty(await store.ListAsync("Production", None));
    }

    [Fact, Trait("Requirement", "S1-10")]
    public async Task A_rollout_reaches_evaluation_with_its_stage_and_definition()
    {
        var store = Open();
        await Change(store, "search", document => document with { Rollout = Rollout("search", "tabs") });
        var states = (await store.ReadAsync(Production, None)).States!;
        Assert.Equal(("stage1", Percentage.FromPercent(10)), (states["search"].Stage!.Name, states["search"].Stage!.Percentage));
        Assert.Equal("kept", states["search"].Definition!.Salt);
        Assert.Equal("stage1", states["tabs"].Stage!.Name);
    }

    [Fact]
    public async Task Large_and_hostile_content_comes_back_after_a_restart()
    {
        var store = Open();
        string[] ids = ["a b", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", "</script>", new string('z', 512), .. Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"customer-{i}"))];
        var state = new FlagState
        {
            Key = "search",
            Added = CustomerList.Of(ids),
            Overrides = ids.ToDictionary(id => id, id => new FlagOverride { Enabled = id.Length > 3, Reason = id }, StringComparer.Ordinal),
        };
        var key = new string('k', 128);
        await Change(store, "search", document => document with { State = state });
        await Change(store, key);
        await Change(store, "..");
        for (var seed = 0; seed < 20; seed++)
        {
            await store.TryWriteAsync(Production, await store.GetAsync(Production, key, None), [new Arbitrary(seed).Event() with { Key = key }], None);
        }

        await store.WriteProgressAsync(Production, "..", new byte[] { 0, 255, 10 }, None);
        var written = await store.ListAsync(Production, None);
        var events = await Events(store);
        var again = Open();
        Same.As(written, await again.ListAsync(Production, None));
        Same.As(events, await Events(again));
        Same.As(state, (await again.GetAsync(Production, "search", None)).State);
        Assert.Equal([0, 255, 10], (await again.ReadProgressAsync(Production, "..", None)).ToArray());
        Assert.Equal(["..", key, "search"], written.Select(document => document.Key), StringComparer.Ordinal);
        Assert.Equal(23, await AssertHistory(again));
    }

    [Fact]
    public async Task Events_are_read_by_key_place_and_number()
    {
        var store = Open();
        for (var i = 0; i < 30; i++)
        {
            await Change(store, i % 3 == 0 ? "a" : "b");
        }

        Assert.Equal([11L, 12L], (await store.ReadEventsAsync(Production, null, 10, 2, None)).Select(one => one.Sequence));
        Assert.Equal([13L, 16L, 19L], (await store.ReadEventsAsync(Production, "a", 10, 3, None)).Select(one => one.Sequence));
        Assert.Equal([30L], (await store.ReadEventsAsync(Production, "b", 29, 10, None)).Select(one => one.Sequence));
        Assert.Empty(await store.ReadEventsAsync(Production, "c", 0, 10, None));
        Assert.Empty(await store.ReadEventsAsync(Production, null, 30, 10_000, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadEventsAsync(Production, null, 0, 0, None).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadEventsAsync(Production, null, 0, 10_001, None).AsTask());
    }

    [Fact]
    public async Task What_cannot_be_stored_is_refused_before_anything_is_touched()
    {
        var store = Open();
        var document = FlagDocument.Empty("search");
        var longId = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { [new string('x', 513)] = new() { Enabled = true } };
        (FlagDocument Document, RolloutEvent[] Events)[] wrong =
        [
            (FlagDocument.Empty("no key"), []),
            (FlagDocument.Empty("../search"), []),
            (document with { Version = -1 }, []),
            (document with { State = new FlagState { Key = "other" } }, []),
            (document with { Rollout = Rollout("other") }, []),
            (document with { State = document.State with { Overrides = longId } }, []),
            (document, [Event("other")]),
            (document, [Event("search", new UnknownRolloutChange("new", "{ no json"))]),
        ];
        foreach (var (refused, events) in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.TryWriteAsync(Production, refused, events, None).AsTask());
        }

        foreach (var environment in new[] { "", "a/b", "..\\x", "é" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.ListAsync(environment, None).AsTask());
        }

        Assert.Empty(await store.ListAsync(Production, None));
        Assert.Empty(await Events(store));
        await Change(store, "search");
        Assert.Equal(1, await AssertHistory(store));
    }

    [Fact]
    public async Task What_the_controller_remembers_is_replaced_whole()
    {
        var store = Open();
        await store.WriteProgressAsync(Production, "search", "first"u8.ToArray(), None);
        await store.WriteProgressAsync(Production, "search", "{}"u8.ToArray(), None);
        Assert.Equal("{}"u8.ToArray(), (await Open().ReadProgressAsync(Production, "search", None)).ToArray());
        Assert.True((await store.ReadProgressAsync(Production, "Search2", None)).IsEmpty);
        Assert.Empty(await store.ListAsync(Production, None));
    }

    [Fact, Trait("Requirement", "S1-12")]
    public async Task An_archive_restores_an_empty_environment_exactly()
    {
        var store = Open();
        await Fill(store);
        var definitions = new FlagSet
        {
            Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search", Include = Audience.Of("\ud800"), Plan = "ladder" } },
            Segments = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal) { ["beta"] = new() { Name = "beta", Include = CustomerList.Of("acme") } },
            Plans = new Dictionary<string, PlanDefinition>(StringComparer.Ordinal) { ["ladder"] = Plan() },
        };
        var content = await Archived(store, definitions);
        Assert.Equal((Production, await store.GetTimeAsync(None)), (content.Environment, content.ExportedAt));
        Same.As(definitions.Plans, content.Definitions.Plans);
        Same.As(definitions.Flags, content.Definitions.Flags);
        Same.As(definitions.Segments, content.Definitions.Segments);

        _time.Advance(TimeSpan.FromDays(1));
        await RolloutArchive.RestoreAsync(content, store, "restored");
        var again = Open();
        Same.As(await store.ListAsync(Production, None), await again.ListAsync("restored", None));
        Same.As(await Events(store), await Events(again, environment: "restored"));
        Same.As((await store.ReadAsync(Production, None)).States!, (await again.ReadAsync("restored", None)).States!);
        await Change(again, "search", environment: "restored");
        Assert.Equal((await Events(store))[^1].Sequence + 1, (await Events(again, environment: "restored"))[^1].Sequence);
        await AssertHistory(again, "restored");
    }

    [Fact, Trait("Requirement", "S1-12")]
    public async Task An_archive_replaces_what_is_there_only_if_asked_to()
    {
        var store = Open();
        await Fill(store);
        var content = await Archived(store, FlagSet.Empty);
        for (var i = 0; i < 5; i++)
        {
            await Change(store, "later");
        }

        var before = await store.ListAsync(Production, None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RolloutArchive.RestoreAsync(content, store, Production).AsTask());
        Same.As(before, await store.ListAsync(Production, None));
        var known = await store.ReadAsync(Production, None);
        var watch = store.WaitForChangeAsync(Production, known, None).AsTask();
        await RolloutArchive.RestoreAsync(content, store, Production, replace: true);
        await watch.WaitAsync(Wait.Longest);
        var again = Open();
        Same.As(content.Documents, await again.ListAsync(Production, None));
        Same.As(content.Events, await Events(again));
        Assert.Equal(0, (await again.GetAsync(Production, "later", None)).Version);
        await Change(again, "search");
        await AssertHistory(Open());
    }

    [Fact, Trait("Requirement", "S1-12")]
    public async Task An_archive_of_a_busy_store_is_of_one_moment()
    {
        // So many and no more: a writer that never rests writes more while a slow machine checks a copy than the copy held.
        const int WritesMeanwhile = 60;
        var store = Open();
        for (var round = 0; round < 10; round++)
        {
            var writing = Task.Run(async () =>
            {
                for (var i = 0; i < WritesMeanwhile; i++)
                {
                    await Change(store, FormattableString.Invariant($"flag{i % 3}"));
                }
            });
            var content = await Archived(store, FlagSet.Empty);
            await writing;
            var copy = new MemoryRolloutStore();
            await RolloutArchive.RestoreAsync(content, copy, Production);
            await AssertHistory(copy);
        }
    }

    internal static async Task<RolloutArchiveContent> Archived(IRolloutStateStore store, FlagSet definitions)
    {
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, definitions);
        archive.Position = 0;
        return await RolloutArchive.ReadAsync(archive);
    }

    private async Task Fill(IRolloutStateStore store)
    {
        await Change(store, "search", document => document with { Rollout = Rollout("search", "tabs"), Configured = 10 });
        for (var i = 0; i < 7; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await Change(store, i % 2 == 0 ? "search" : "other");
        }
    }
}
