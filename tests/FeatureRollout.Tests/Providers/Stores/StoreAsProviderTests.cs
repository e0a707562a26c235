using FeatureRollout.Providers;
using FeatureRollout.Tests.Rollouts.Stored;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>A store as one of a client's providers.</summary>
public sealed class StoreAsProviderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string State => _directory["flags.production.state.json"];

    public void Dispose() => _directory.Dispose();

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_client_follows_the_store_and_keeps_the_last_good_while_its_file_is_damaged()
    {
        var store = new JsonFileRolloutStore(_directory["flags.json"]);
        await Change(store, "search", document => document with { Rollout = Rollout("search") with { Customers = CustomerList.Of("acme") } });
        var good = await File.ReadAllBytesAsync(State);

        await using (var client = Client.Start(this))
        {
            await client.Flags.WaitUntilReadyAsync(Wait.Longest);
            Assert.True(client.Flags.IsEnabled("search", "acme"));
            Assert.Equal("stage1", client.Flags.Evaluate("search", "acme").Stage);
            await Change(store, "search", document => document with { Rollout = document.Rollout! with { Status = RolloutStatus.RolledBack, Stage = -1 } });
            await Wait.Until(() => !client.Flags.IsEnabled("search", "acme"));
            await File.WriteAllBytesAsync(State, good);
            await Wait.Until(() => client.Flags.IsEnabled("search", "acme"));

            await File.WriteAllTextAsync(State, "{ damaged");
            await Wait.Until(() => client.Flags.Status.Providers.Any(provider => provider.Problems.Count > 0));
            Assert.True(client.Flags.IsEnabled("search", "acme"));
        }

        await using (var restarted = Client.Start(this))
        {
            await Wait.Until(() => restarted.Flags.IsEnabled("search", "acme"));
            Assert.Equal("stage1", restarted.Flags.Evaluate("search", "acme").Stage);
            // The flags serve before the status tells of it.
            await Wait.Until(() => restarted.Flags.Status.Providers.Any(provider => provider.FromLastKnownGood));
        }

        Assert.Equal("{ damaged", await File.ReadAllTextAsync(State));
    }

    [Fact, Trait("Requirement", "F-12")]
    public void The_last_known_good_copy_keeps_stage_and_definition()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var state = new Arbitrary(seed).Document().State;
            var set = new FlagSet { Version = "7", States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { [state.Key] = state } };
            var body = LastKnownGoodFile.Body([KeyValuePair.Create("store", set)]);
            ReadOnlyMemory<byte> file = (byte[])[.. LastKnownGoodFile.Header(Production, LastKnownGoodFile.Hash(body.Span)).Span, .. body.Span];
            var read = LastKnownGoodFile.Read(file, Production);
            Assert.Empty(read.Problems);
            Same.As(state, read.Contents["store"].States![state.Key]);
        }
    }

    [Fact]
    public void Values_that_lie_deep_survive_every_copy()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 58)) + string.Concat(Enumerable.Repeat("]", 58));
        using var flags = FeatureFlags.FromJson($$"""{ "flags": { "f": { "variants": { "v": { "weight": 1, "value": {{deep}} } } } } }""");
        var definition = new FlagDefinition { Key = "f", Variants = [new FlagVariant { Name = "v", Weight = 1, Value = System.Text.Json.JsonElement.Parse(deep) }] };
        var document = FlagDocument.Empty("f") with
        {
            Rollout = Rollout("f") with { Definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["f"] = definition } },
        };
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        RolloutJson.Write(document, json);
        Same.As(document, RolloutJson.ReadDocument(json.WrittenSpan));
        var set = new FlagSet { States = FlagDocument.ToStates([document]) };
        var read = LastKnownGoodFile.Read(File(set), Production);
        Assert.Empty(read.Problems);
        Same.As(set.States, read.Contents["store"].States!);

        static ReadOnlyMemory<byte> File(FlagSet set)
        {
            var body = LastKnownGoodFile.Body([KeyValuePair.Create("store", set)]);
            return (byte[])[.. LastKnownGoodFile.Header(Production, LastKnownGoodFile.Hash(body.Span)).Span, .. body.Span];
        }
    }

    private sealed class Client(FeatureFlags flags, CancellationTokenSource stop, Task run) : IAsyncDisposable
    {
        public FeatureFlags Flags => flags;

        public static Client Start(StoreAsProviderTests test)
        {
            var flags = new FeatureFlags(new FeatureFlagsOptions
            {
                Providers =
                {
                    new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search", Plan = "ladder" } } }),
                    new JsonFileRolloutStore(test._directory["flags.json"]),
                },
                LastKnownGoodPath = test._directory["last-good.json"],
            });
            var stop = new CancellationTokenSource();
            var run = flags.RunAsync(stop.Token);
            return new Client(flags, stop, run);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            flags.Dispose();
            stop.Dispose();
        }
    }
}
