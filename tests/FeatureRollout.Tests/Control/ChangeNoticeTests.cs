using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

public sealed class ChangeNoticeTests
{
    [Fact]
    [Trait("Requirement", "S1-14")]
    public async Task Each_change_is_told_to_the_log_without_customer_ids_and_without_what_people_wrote()
    {
        var notices = new List<FlagsNotice>();
        var options = new RolloutOptions { OnNotice = notices.Add };
        using var running = new Running(options: options);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan("""{ "minimumSamples": 10, "rollbackWhen": ["error_rate > 5%"], "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""") }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
        await running.Manager.SetCustomerFlagsAsync("acme-secret", new Dictionary<string, bool>(StringComparer.Ordinal) { ["search"] = true }, new RolloutActor("alice", "for bob's account"));
        running.Time.Advance(TimeSpan.FromMinutes(1));
        running.Traffic(onFailsEvery: 2);
        await running.Engine.LookAsync();

        Assert.Contains(notices, notice => notice.Message.StartsWith("search Started, version 2: Running, all, 100 %.", StringComparison.Ordinal));
        var rolledBack = Assert.Single(notices, notice => notice.Level == FlagsNoticeLevel.Warning);
        Assert.StartsWith("search RolledBack by the controller, version 4: RolledBack, 0 %. error_rate > 5%: ", rolledBack.Message, StringComparison.Ordinal);
        Assert.All(notices, notice => Assert.DoesNotContain("secret", notice.Message, StringComparison.Ordinal));
        Assert.All(notices, notice => Assert.DoesNotContain("bob", notice.Message, StringComparison.Ordinal));
    }
}
