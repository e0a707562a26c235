using System.Globalization;
using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.PostgreSql.Tests.Faults;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Fleet;

/// <summary>Three processes and a server of their own, from the start of a rollout until each serves its end.</summary>
internal sealed class FleetRound(PostgresServer server, PostgresDatabase database, string connectionString, DirectoryInfo folder) : IAsyncDisposable
{
    private const string Feature = "new_search";
    private const string Environment = "production";

    private readonly PostgreSqlRolloutStore _store = new(database.Superuser);
    private readonly ReplicaProcess[] _replicas = [.. Enumerable.Range(1, 3).Select(i => new ReplicaProcess(connectionString, FormattableString.Invariant($"web-{i}"), folder.FullName))];

    public string Story => string.Join('\n', _replicas.SelectMany((replica, i) => replica.Lines.Select(line => $"{i + 1}| {line}"))) + "\n" + server.Log;

    public static async Task<FleetRound> BeginAsync()
    {
        var server = await PostgresServer.CreateAsync(durable: true);
        var database = await server.CreateDatabaseAsync();
        return new FleetRound(server, database, await GrantAsync(database), Directory.CreateTempSubdirectory("feature-rollout-fleet-"));
    }

    /// <summary>The schema is somebody else's, and the processes have the documented rights and no more.</summary>
    private static async Task<string> GrantAsync(PostgresDatabase database)
    {
        var (role, connectionString) = await database.CreateRoleAsync("app");
        await database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Environment));
        await database.ExecuteAsync(SchemaScript.Extra("roles.sql", Environment, "public", "feature_rollout").Replace("feature_rollout_app", role, StringComparison.Ordinal));
        await database.ExecuteAsync($"""
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON %1$I TO {role} USING (true) WITH CHECK (true)', name);
                END LOOP;
            END $$
            """);
        return connectionString;
    }

    public async Task RunAsync(Random random)
    {
        foreach (var replica in _replicas)
        {
            replica.Start();
        }

        await StartRolloutAsync();
        var faults = 0;
        while (await StatusAsync() is not RolloutStatus.RolledBack && faults++ < 12)
        {
            await Pause(random.Next(300, 1500));
            await HarmAsync(random);
        }

        await Until.True(async () => await StatusAsync() is RolloutStatus.RolledBack, "The rollout is rolled back.");

        // Once more after the end: what is down comes back, and does not rise.
        await HarmAsync(random);
        await Until.True(() => Task.FromResult(_replicas.All(replica => replica.Served is [.., 0])), "Every process serves it off.");
        await Until.True(IsOffEverywhereAsync, "The fleet says so.");
        await CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            replica.Dispose();
        }

        await _store.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StartRolloutAsync()
    {
        using var flags = new FeatureFlags(new FeatureFlagsOptions { Environment = Environment, Providers = { new JsonFileProvider(ReplicaProcess.FlagFile), _store } });
        await using var engine = new RolloutEngine(flags, _store);
        await Until.True(async () => { await flags.RefreshAsync(); return flags.Status.Readiness == FlagsReadiness.Ready; }, "The flags are read.");
        await Until.True(async () => (await engine.Manager.GetFleetStatusAsync(Feature)).Processes.Count == _replicas.Length, "The processes have begun.");
        await engine.Manager.StartRolloutAsync(Feature, new RolloutActor("alice"));
    }

    private async Task HarmAsync(Random random)
    {
        var replica = _replicas[random.Next(_replicas.Length)];
        var pause = random.Next(200, 2500);
        switch (random.Next(6))
        {
            case 0:
                await replica.KillAsync();
                replica.Start();
                break;
            case 1:
                await replica.KillAsync();
                await Pause(pause);
                replica.Start();
                break;
            case 2:
                replica.Freeze();
                await Pause(pause);
                replica.Thaw();
                break;
            case 3:
                await server.KillAsync();
                await Pause(pause);
                await server.StartAsync();
                break;
            case 4:
                await server.RestartAsync();
                break;
            default:
                server.Freeze();
                await Pause(pause);
                server.Thaw();
                break;
        }
    }

    private async Task<RolloutStatus?> StatusAsync()
    {
        try
        {
            return (await _store.GetAsync(Environment, Feature, CancellationToken.None)).Rollout?.Status;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            return null;
        }
    }

    private async Task<bool> IsOffEverywhereAsync()
    {
        var reading = await _store.ReadFleetAsync(Environment, Feature, CancellationToken.None);
        return reading.Processes.Count == _replicas.Length && reading.Processes.All(process => process.Served.Any(served => served.Version >= reading.KeyVersion));
    }

    private async Task CheckAsync()
    {
        var document = await _store.GetAsync(Environment, Feature, CancellationToken.None);
        var events = await _store.ReadEventsAsync(Environment, Feature, 0, 10_000, CancellationToken.None);
        Invariants.Check(document, events);
        Assert.IsType<RolloutChange.RolledBack>(events[^1].Change);
        Assert.Single(events, each => each.Change is RolloutChange.RolledBack);
        var decided = events.Select(each => each.To?.Percentage ?? Percentage.Zero).Append(Percentage.Zero).Distinct().Select(CustomersIn).ToHashSet();
        Assert.All(_replicas, replica => Assert.Subset(decided, replica.Served.ToHashSet()));
    }

    private static int CustomersIn(Percentage percentage)
    {
        using var flags = FeatureFlags.FromJson(string.Create(CultureInfo.InvariantCulture, $$"""{ "flags": { "{{Feature}}": { "percentage": {{percentage.Thousandths / 1000m}} } } }"""));
        return Enumerable.Range(1, 1000).Count(i => flags.IsEnabled(Feature, FormattableString.Invariant($"customer-{i}")));
    }

    private static Task Pause(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
}
