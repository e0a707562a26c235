using System.Transactions;
using FeatureRollout.PostgreSql.Tests.Documents;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests;

public sealed class ConnectionTests : StoreTest
{
    [TheoryWithPostgres]
    [InlineData("Multiplexing=true")]
    [InlineData("Pooling=false")]
    [InlineData("Maximum Pool Size=1")]
    [InlineData("No Reset On Close=true")]
    [InlineData("Max Auto Prepare=20;Auto Prepare Min Usages=2")]
    [InlineData("Minimum Pool Size=3")]
    [InlineData("Keepalive=1;Tcp Keepalive=true;Write Buffer Size=4096;Read Buffer Size=4096")]
    [InlineData("Search Path=nowhere;Options=-c standard_conforming_strings=off -c default_transaction_isolation=serializable -c DateStyle=German -c bytea_output=escape")]
    [Trait("Requirement", "S1-11")]
    public async Task Whatever_the_connection_string_says_a_store_works(string extra)
    {
        var (store, other) = (Open(Database.Superuser + ";" + extra), Open(Database.Superuser + ";" + extra));
        await WriteRollout(store, "led");
        var known = await other.ReadAsync(Production, None);
        var watch = other.WaitForChangeAsync(Production, known, None).AsTask();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Write(store, FormattableString.Invariant($"flag{i % 4}"), new RolloutChange.PercentageSet(i))));
        await watch.WaitAsync(Longest);
        await Database.PsqlAsync("UPDATE feature_rollouts SET status = 'killed' WHERE feature_name = 'led'");
        Assert.False((await other.ReadAsync(Production, None)).States!["led"].Enabled);
        await AssertReplays(other, "led");
        await AssertReplays(other, "flag0");
    }

    [FactWithPostgres]
    [Trait("Requirement", "F-14")]
    public async Task A_write_stands_whatever_becomes_of_the_transaction_of_its_caller()
    {
        var store = Open();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Write(store, "search", new RolloutChange.Killed());

            // Somebody else is not held up either.
            await Write(Open(), "other", new RolloutChange.Killed()).WaitAsync(Longest);
        }

        Assert.Equal(2, (await Open().ReadAsync(Production, None)).States!.Count);
    }
}
