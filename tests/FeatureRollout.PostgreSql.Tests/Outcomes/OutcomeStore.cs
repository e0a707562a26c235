using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Outcomes;

/// <summary>A store on a database of its own.</summary>
internal sealed class OutcomeStore(PostgresDatabase database, PostgreSqlRolloutStore store) : IAsyncDisposable
{
    public const string Here = "test";

    private static readonly CancellationToken None = CancellationToken.None;

    public PostgresDatabase Database => database;

    public PostgreSqlRolloutStore Store => store;

    public static async Task<OutcomeStore> CreateAsync(Action<PostgreSqlStoreOptions>? configure = null) => Of(await PostgresDatabase.CreateAsync(), configure);

    public static OutcomeStore Of(PostgresDatabase database, Action<PostgreSqlStoreOptions>? configure = null)
    {
        var options = new PostgreSqlStoreOptions { CommandTimeout = TimeSpan.FromSeconds(60) };
        configure?.Invoke(options);
        return new OutcomeStore(database, new PostgreSqlRolloutStore(database.Superuser, options));
    }

    public static OutcomeBatch Batch(string process, long sequence, params AgedOutcomes[] outcomes) => new() { ProcessId = process, Sequence = sequence, Outcomes = outcomes };

    public static AgedOutcomes Counts(
        TimeSpan age, long successes, long failures, string flag = "sentiment", string? stage = "pilot", bool enabled = true, params LatencyCount[] latencies) =>
        new(age, new OutcomeDelta
        {
            Flag = flag, Stage = stage, Generation = 1, Enabled = enabled, Drawn = true, Successes = successes, Failures = failures, Latencies = latencies,
        });

    public Task AddAsync(OutcomeBatch batch) => store.AddOutcomesAsync(Here, batch, None).AsTask();

    public Task<OutcomeReading> ReadAsync(long after = 0) => store.ReadOutcomesAsync(Here, after, None).AsTask();

    public Task<OutcomeErrors> ErrorsAsync(string flag = "sentiment") => store.ReadErrorsAsync(Here, flag, None).AsTask();

    public Task CompactAsync() => store.CompactOutcomesAsync(Here, None).AsTask();

    /// <summary>Successes and failures of all that is read.</summary>
    public async Task<(long Successes, long Failures)> TotalAsync()
    {
        var reading = await ReadAsync();
        return (reading.Outcomes.Sum(each => each.Counts.Successes), reading.Outcomes.Sum(each => each.Counts.Failures));
    }

    public async Task<long> CountAsync(string sql) => long.Parse((await database.ScalarAsync(sql))!, CultureInfo.InvariantCulture);

    public Task<long> EventsAsync(string name) => CountAsync($"SELECT count(*) FROM rollout_events WHERE event = '{name}'");

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }
}
