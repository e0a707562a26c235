using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>Whatever the network does, nothing is lost or doubled, one process controls, and all serve the same in the end.</summary>
[Trait("Requirement", "F-14")]
public sealed class NetworkFaultTests
{
    [FactWithPostgres]
    public Task Connections_are_cut() => ThroughAsync(async (bench, proxy) =>
    {
        for (var i = 0; i < 3; i++)
        {
            proxy.Cut();
            await bench.WorkAsync(2);
        }
    });

    [FactWithPostgres]
    public Task The_answer_to_a_write_is_lost() => ThroughAsync(async (bench, proxy) =>
    {
        foreach (var words in (string[])["feature_rollout_write", "feature_rollout_outcomes", "COMMIT", "rollout_changes", "feature_rollout"])
        {
            for (var i = 0; i < 3; i++)
            {
                proxy.LoseAnswerTo = words;
                await bench.WorkAsync(2);
            }
        }

        Assert.True(proxy.LostAnswers >= 3);
    });

    [FactWithPostgres]
    public Task Pooled_connections_are_dead_and_nobody_is_told() => ThroughAsync(async (bench, proxy) =>
    {
        proxy.HalfOpen();
        await bench.AnswersAsync();
    });

    [FactWithPostgres]
    public Task Everything_is_swallowed_for_a_while() => ThroughAsync(async (bench, proxy) =>
    {
        proxy.Traffic = Traffic.BlackHole;
        await bench.AnswersAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        proxy.Traffic = Traffic.Pass;
    });

    [FactWithPostgres]
    public Task Answers_do_not_come_back_for_a_while() => ThroughAsync(async (bench, proxy) =>
    {
        proxy.Traffic = Traffic.NoAnswers;
        await bench.AnswersAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        proxy.Traffic = Traffic.Pass;
    });

    [FactWithPostgres]
    public Task The_network_is_slow() => ThroughAsync(async (bench, proxy) =>
    {
        proxy.Delay = TimeSpan.FromMilliseconds(100);
        await bench.WorkAsync(2);
        proxy.Delay = TimeSpan.Zero;
    });

    [FactWithPostgres]
    public Task The_server_cannot_be_reached() => ThroughAsync(async (bench, proxy) =>
    {
        proxy.Traffic = Traffic.Refuse;
        proxy.Cut();
        await bench.AnswersAsync();
        proxy.Traffic = Traffic.Pass;
    });

    private static async Task ThroughAsync(Func<FaultBench, CuttingProxy, Task> fault)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.Server);
        await FaultBench.RunAsync(proxy.ConnectionString(database.Name), database.Superuser, bench => fault(bench, proxy));
    }
}
