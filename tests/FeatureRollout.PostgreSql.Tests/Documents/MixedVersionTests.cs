using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>Replicas are replaced one by one, so that for a while two versions of the library use the same rows.</summary>
public sealed class MixedVersionTests : StoreTest
{
    private static readonly string[] Customers = [.. Enumerable.Range(0, 2000).Select(number => FormattableString.Invariant($"customer-{number}"))];

    [FactWithPostgres, Trait("Requirement", "S1-10")]
    public async Task What_a_newer_version_adds_to_a_document_flips_no_customer_and_hinders_no_change()
    {
        var newer = Open();
        await WriteRollout(newer, "search");
        var before = await EnabledAsync(Open());
        Assert.InRange(before.Count, 100, 300);

        // As a newer version would write it: members that this one does not know, in the document and inside it.
        await ReplaceInDocumentAsync("{\"", "{\"novelty\":{\"weights\":[1,2]},\"");
        await ReplaceInDocumentAsync("\"state\":{", "\"state\":{\"mood\":\"good\",");
        await ReplaceInDocumentAsync("\"plan\":{", "\"plan\":{\"weather\":[{}],");
        var older = Open();
        Assert.Equal(before, await EnabledAsync(older));
        Assert.Empty((await older.ReadAsync(Production, None)).Problems);

        await Write(older, "search", new RolloutChange.Advanced(1, new Dictionary<string, double>(StringComparer.Ordinal)));
        var after = await EnabledAsync(newer);
        Assert.Superset(before, after);
        Assert.True(after.Count > before.Count);
    }

    private static async Task<HashSet<string>> EnabledAsync(PostgreSqlRolloutStore store)
    {
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Providers =
            {
                new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search" } } }),
                store,
            },
        });
        await flags.RefreshAsync();
        return [.. Customers.Where(customer => flags.IsEnabled("search", customer))];
    }

    private async Task ReplaceInDocumentAsync(string found, string put)
    {
        var text = await Database.PsqlAsync("SELECT document FROM feature_rollouts WHERE feature_name = 'search'");
        Assert.Contains(found, text, StringComparison.Ordinal);
        await Database.ExecuteAsync($"""
            SET session_replication_role = replica;
            UPDATE feature_rollouts SET changed_in = changed_in + 1,
                document = regexp_replace(document, regexp_replace('{found}', '([{"{["}])', '\\\1', 'g'), '{put}');
            UPDATE feature_rollout_environment SET version = version + 1;
            """);
        Assert.Contains(put, await Database.PsqlAsync("SELECT document FROM feature_rollouts WHERE feature_name = 'search'"), StringComparison.Ordinal);
    }
}
