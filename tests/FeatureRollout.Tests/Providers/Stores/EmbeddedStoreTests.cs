using FeatureRollout.TestKit;
using FeatureRollout.Tests.Rollouts.Stored;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>What the two stores of the core promise beyond the rules of every store.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<bool> InMemory => [true, false];

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(InMemory)), Trait("Requirement", "F-12")]
    public async Task Unchanged_content_is_the_same_object_and_versions_count_the_writes(bool inMemory)
    {
        var store = Make(inMemory);
        var set = await store.ReadAsync(Production, None);
        Assert.Equal("0", set.Version);
        Assert.Same(set, await store.ReadAsync(Production, None));
        await Change(store, "search", environment: "staging");
        Assert.Same(set, await store.ReadAsync(Production, None));
        await Change(store, "search");
        await Change(store, "search");
        Assert.Equal("2", (await store.ReadAsync(Production, None)).Version);
        Assert.Equal([1L, 2L], (await Events(store)).Select(one => one.Sequence));
    }

    [Theory, MemberData(nameof(InMemory)), Trait("Requirement", "F-12")]
    public async Task A_wait_does_not_end_before_a_write(bool inMemory)
    {
        var store = Make(inMemory);
        await Change(store, "search");
        for (var round = 0; round < 20; round++)
        {
            var watch = store.WaitForChangeAsync(Production, await store.ReadAsync(Production, None), None).AsTask();
            Assert.False(watch.IsCompleted);
            await Change(store, "search");
            await watch.WaitAsync(Wait.Longest);
        }
    }

    [Theory, MemberData(nameof(InMemory)), Trait("Requirement", "F-12")]
    public async Task Any_document_and_event_comes_back(bool inMemory)
    {
        var store = Make(inMemory);
        for (var seed = 0; seed < 20; seed++)
        {
            await store.TryWriteAsync(Production, await store.GetAsync(Production, "search", None), [new Arbitrary(seed).Event() with { Key = "search" }], None);
        }

        var expected = Enumerable.Range(0, 20).Select(seed => new Arbitrary(seed).Event().Change);
        Same.As(expected.ToArray(), (await Events(store)).Select(one => one.Change).ToArray());
    }

    [Theory, MemberData(nameof(InMemory)), Trait("Requirement", "F-14")]
    public async Task An_event_that_could_not_be_read_back_is_refused(bool inMemory)
    {
        var store = Make(inMemory);
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryWriteAsync(
            Production, FlagDocument.Empty("search"), [Event("search", new UnknownRolloutChange("new", "{ no json"))], None).AsTask());
        Assert.Empty(await store.ListAsync(Production, None));
        Assert.Empty(await Events(store));
    }

    [Theory, MemberData(nameof(InMemory)), Trait("Requirement", "S1-12")]
    public async Task An_archive_keeps_the_definitions_that_go_with_it(bool inMemory)
    {
        var store = Make(inMemory);
        var definitions = new FlagSet
        {
            Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search", Include = Audience.Of("\ud800"), Plan = "ladder" } },
            Segments = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal) { ["beta"] = new() { Name = "beta", Include = CustomerList.Of("acme") } },
            Plans = new Dictionary<string, PlanDefinition>(StringComparer.Ordinal) { ["ladder"] = Plan() },
        };
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, definitions);
        archive.Position = 0;
        var content = await RolloutArchive.ReadAsync(archive);
        Same.As(definitions.Plans, content.Definitions.Plans);
        Same.As(definitions.Flags, content.Definitions.Flags);
        Same.As(definitions.Segments, content.Definitions.Segments);
    }

    private IRolloutStateStore Make(bool inMemory) =>
        inMemory ? new MemoryRolloutStore(new VirtualTimeProvider()) : new JsonFileRolloutStore(_directory["flags.json"]);
}
