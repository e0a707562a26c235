using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>Opens stores as commands do.</summary>
internal static class OperatedStores
{
    public static async Task<IBackend> OpenFileAsync(CliFolder folder) => await Backends.OpenAsync(
        new BackendChoice(folder.In("flags.json"), null, null, null, null, "olivia", null), TimeProvider.System, CancellationToken.None);

    public static async Task<IBackend> OpenAsync(PostgresDatabase database, CliFolder folder) => await Backends.OpenAsync(
        new BackendChoice(folder.In("flags.json"), null, database.Superuser, "rollouts", null, "olivia", null), TimeProvider.System, CancellationToken.None);

    /// <summary>Makes the tables, as people do.</summary>
    public static Task MigrateAsync(PostgresDatabase database) =>
        database.ExecuteAsync(PostgreSqlRolloutStore.GetSchemaSql("production", new PostgreSqlStoreOptions { SchemaOf = _ => "rollouts" }));
}
