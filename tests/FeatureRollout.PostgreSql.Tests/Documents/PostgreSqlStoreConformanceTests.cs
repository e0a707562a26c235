using FeatureRollout.PostgreSql.Tests.Servers;
using FeatureRollout.TestKit;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>The store keeps every rule of the kit, on a real server.</summary>
public sealed class PostgreSqlStoreConformanceTests
{
    public static TheoryData<ConformanceCase> Cases => [.. StoreConformance.Cases(() => new Subject())];

    [TheoryWithPostgres, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task PostgreSql_keeps_every_rule(ConformanceCase each) => each.RunAsync();

    private sealed class Subject : StorageSubject<PostgreSqlRolloutStore>
    {
        private PostgresDatabase? _database;

        public override async ValueTask<PostgreSqlRolloutStore> OpenAsync(CancellationToken cancellationToken)
        {
            _database ??= await PostgresDatabase.CreateAsync();
            return new PostgreSqlRolloutStore(_database.Superuser, new PostgreSqlStoreOptions { SchemaOf = environment => "rollout_" + environment, CommandTimeout = TimeSpan.FromSeconds(30) });
        }

        public override async ValueTask DisposeAsync()
        {
            if (_database is not null)
            {
                await _database.DisposeAsync();
            }

            await base.DisposeAsync();
        }
    }
}
