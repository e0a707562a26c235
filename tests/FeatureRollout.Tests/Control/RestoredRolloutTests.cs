using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

/// <summary>An archive that is put back while the controller runs.</summary>
public sealed class RestoredRolloutTests
{
    private const string File = """
        { "flags": { "search": {} },
          "plans": { "slow": { "stages": [
            { "name": "first", "percentage": 10, "automatic": false }, { "name": "second", "percentage": 50, "advanceWhen": ["open(P1) == 0 for 1h"] }, { "name": "all", "percentage": 100 }] } },
          "rollouts": { "search": { "plan": "slow" } } }
        """;

    /// <summary>Generations go up, so that one had never come twice; a restore turns them back, and what was waited before it counted for what came after it.</summary>
    [Fact]
    [Trait("Requirement", "S1-12")]
    public async Task What_was_waited_for_before_a_restore_counts_for_nothing_after_it()
    {
        using var running = new Running(File);
        await running.Manager.StartRolloutAsync("search", Alice);
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, running.Store, running.Flags.Environment, running.Flags.Definitions);
        await running.Manager.AdvanceRolloutAsync("search", Alice, force: true);
        await running.PassAsync(TimeSpan.FromMinutes(50));
        var generation = (await running.StateAsync()).Generation;

        archive.Position = 0;
        await RolloutArchive.RestoreAsync(await RolloutArchive.ReadAsync(archive), running.Store, running.Flags.Environment, replace: true);
        await running.Flags.RefreshAsync();
        Assert.Equal(("first", Percentage.FromPercent(10)), ((await running.StateAsync()).StageName, (await running.Manager.GetFlagAsync("search"))!.Percentage));
        await running.Manager.AdvanceRolloutAsync("search", Alice, force: true);
        Assert.Equal(generation, (await running.StateAsync()).Generation);
        await running.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal("second", (await running.StateAsync()).StageName);
        await running.PassAsync(TimeSpan.FromMinutes(40));
        Assert.Equal("all", (await running.StateAsync()).StageName);
    }
}
