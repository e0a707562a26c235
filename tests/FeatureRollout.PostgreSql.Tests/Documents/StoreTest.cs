using System.Buffers;
using System.Text;
using FeatureRollout.PostgreSql.Tests.Servers;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>A database of the test's own, and stores on it.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    protected const string Production = "production";

    protected static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly List<PostgreSqlRolloutStore> _stores = [];
    private PostgresDatabase? _database;

    internal PostgresDatabase Database => _database!;

    protected static CancellationToken None => CancellationToken.None;

    public virtual async Task InitializeAsync() => _database = await PostgresDatabase.CreateAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    /// <summary>A store as another process would make it.</summary>
    protected PostgreSqlRolloutStore Open(string? connectionString = null, PostgreSqlStoreOptions? options = null)
    {
        var store = new PostgreSqlRolloutStore(connectionString ?? Database.Superuser, options);
        lock (_stores)
        {
            _stores.Add(store);
        }

        return store;
    }

    /// <summary>Applies changes to a document and writes it with their events.</summary>
    protected static async Task<FlagDocument> Write(IRolloutStateStore store, string key, params RolloutChange[] changes)
    {
        while (true)
        {
            var document = await store.GetAsync(Production, key, None);
            var now = await store.GetTimeAsync(None);
            var events = new List<RolloutEvent>();
            foreach (var change in changes)
            {
                document = RolloutMachine.Apply(document, change, now, "ann", "because");
                events.Add(new RolloutEvent { Key = key, Version = 0, At = now, Actor = "ann", Reason = "because", Change = change });
            }

            if (await store.TryWriteAsync(Production, document, events, None) is { } written)
            {
                return written;
            }
        }
    }

    /// <summary>A running rollout in the first of three stages: 10 %, 20 %, 30 %.</summary>
    protected static Task<FlagDocument> WriteRollout(IRolloutStateStore store, string key, params string[] others) =>
        Write(store, key, Created([key, .. others]), new RolloutChange.Started());

    protected static RolloutChange Created(params string[] flags) => new RolloutChange.Created(
        flags,
        new PlanDefinition
        {
            Name = "ladder",
            Stages = [.. Enumerable.Range(1, 3).Select(number => new StageDefinition
            {
                Name = FormattableString.Invariant($"tier_{number}"),
                Steps = [new StepDefinition { Percentage = number * 10 }, new StepDefinition { Percentage = (number * 10) + 5 }],
                AdvanceWhen = [Criterion.Parse("error_rate < 0.5% for 48h")],
            })],
        },
        new Dictionary<string, FlagDefinition>(StringComparer.Ordinal),
        CustomerList.Of("acme"),
        ObserveOnly: false);

    protected static string Json(FlagDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        RolloutJson.Write(document, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    protected static async Task<IReadOnlyList<RolloutEvent>> Events(IRolloutStateStore store, string? key = null) =>
        await store.ReadEventsAsync(Production, key, 0, 10_000, None);

    /// <summary>The events of a key, applied in order, give its document, and each counts the version up.</summary>
    protected static async Task AssertReplays(IRolloutStateStore store, string key)
    {
        var document = FlagDocument.Empty(key);
        foreach (var one in await Events(store, key))
        {
            Assert.InRange(one.Version - document.Version, 0, 1);
            document = RolloutMachine.Apply(document, one.Change, one.At, one.Actor, one.Reason) with { Version = one.Version, UpdatedAt = one.At };
        }

        var stored = await store.GetAsync(Production, key, None);
        Assert.Equal(stored.Version, document.Version);
        Assert.Equal(WithoutTimes(Json(stored with { UpdatedAt = null })), WithoutTimes(Json(document with { UpdatedAt = null })));

        // The library's changes carry the time that was read before the write.
        static string WithoutTimes(string json) => System.Text.RegularExpressions.Regex.Replace(json, "\"[0-9-]{10}T[^\"]*\"", "T", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
    }
}
