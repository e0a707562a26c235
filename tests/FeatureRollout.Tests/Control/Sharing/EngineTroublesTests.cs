using FeatureRollout.Control.Sharing;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Sharing;

public sealed class EngineTroublesTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly VirtualTimeProvider _time = new();

    [Fact]
    [Trait("Requirement", "F-21")]
    [Trait("Requirement", "S1-09")]
    public async Task What_an_engine_cannot_do_with_its_store_stands_until_it_can()
    {
        await using var process = new SharedProcess(new MemoryRolloutStore(_time), _time);
        process.Run();
        await Wait.Until(() => process.Store.Calls.ContainsKey(nameof(IFleetStore.ReportAsync)));
        Assert.Empty(process.Engine.Troubles);

        // Whether the lease is lost before or after the first look that fails is chance, and so is whether that look is told.
        process.Store.IsDead = true;
        string[] told = ["The lease of the controller could not be asked for; the next attempt follows.", "The store could not be told what this process serves; the next report tries again."];
        await Wait.Until(() => told.All(process.Engine.Troubles.Contains), _time, Step);
        Assert.DoesNotContain(process.Engine.Troubles, trouble => trouble.Contains("dead", StringComparison.Ordinal));

        process.Store.IsDead = false;
        await Wait.Until(() => process.Engine.Troubles.Count == 0, _time, Step);
    }

    [Fact]
    [Trait("Requirement", "F-21")]
    public void Trouble_that_nobody_runs_into_again_is_forgotten_and_its_end_told_all_the_same()
    {
        var told = new List<string>();
        var troubles = new Troubles(notice => told.Add(notice.Message), _time, TimeSpan.FromMinutes(3));
        var trouble = troubles.New("rollouts", "It fails", "It works again.");
        trouble.Failed(new TimeoutException("slow"));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["It fails."], troubles.Standing);
        _time.Advance(Step);
        Assert.Empty(troubles.Standing);

        trouble.Failed(new TimeoutException("slow"));
        Assert.Equal(["It fails."], troubles.Standing);
        trouble.Succeeded();
        Assert.Empty(troubles.Standing);
        Assert.Equal(["It fails: slow", "It works again."], told);
    }
}
