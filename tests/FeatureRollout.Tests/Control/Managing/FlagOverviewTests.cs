using System.Text;
using FeatureRollout.Hashing;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;
using FeatureRollout.Tests.Evaluation;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Managing;

public sealed class FlagOverviewTests
{
    private const string Bare = """{ "stages": [{ "name": "half", "percentage": 50 }, { "name": "all", "percentage": 100 }] }""";

    private static readonly DateTimeOffset Start = new VirtualTimeProvider().GetUtcNow();

    private static readonly string[] Customers = Served.Customers(300);

    [Fact]
    [Trait("Requirement", "S4-10")]
    public async Task Every_flag_of_a_layer_or_the_store_is_listed_by_key_and_an_unknown_one_is_null()
    {
        using var running = new Running("""
            { "flags": { "search": { "percentage": 10 }, "chat": {}, "gone": {} }, "rollouts": { "chat": { "plan": "pilot" } } }
            """);
        await running.Manager.KillFeatureAsync("gone", Alice);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "lives-in-the-store", MoreFlags = ["beside"] }, Alice);
        running.File.Set(Read("""{ "flags": { "search": { "percentage": 10 }, "chat": {} }, "rollouts": { "chat": { "plan": "pilot" } } }"""));
        await running.Flags.RefreshAsync();

        var flags = await running.Manager.ListFlagsAsync();

        Assert.Equal(["beside", "chat", "gone", "lives-in-the-store", "search"], flags.Select(flag => flag.Key), StringComparer.Ordinal);
        Assert.Equal([null, "pilot", null, null, null], flags.Select(flag => flag.PlannedAlong), StringComparer.Ordinal);
        Assert.Equal([1, 0, 1, 1, 0], flags.Select(flag => flag.Version));
        Assert.Equal([0, 0, 1, 1, 0], flags.Select(flag => flag.OwnVersion));
        Assert.Equal("lives-in-the-store", flags[0].Rollout!.Key);
        Assert.Equal(["0 %", "0 %", "0 %", "0 %", "10 %"], flags.Select(flag => flag.Percentage.ToString()), StringComparer.Ordinal);
        Assert.Null(flags[1].ChangedAt);
        Assert.Equal(running.Time.GetUtcNow(), flags[2].ChangedAt);
        Assert.Null(await running.Manager.GetFlagAsync("nobody"));
        foreach (var flag in flags)
        {
            Assert.Equal(Told(flag), Told((await running.Manager.GetFlagAsync(flag.Key))!));
        }
    }

    [Fact]
    [Trait("Requirement", "S4-10")]
    public void The_percentage_shown_is_the_one_by_which_customers_are_answered_whatever_was_done() =>
        Served.ForSeeds(40, random => FollowAsync(random).GetAwaiter().GetResult());

    [Fact]
    public async Task What_another_process_has_changed_is_shown_before_this_one_serves_it()
    {
        using var one = new Running("""{ "flags": { "search": { "percentage": 10 } } }""");
        using var other = new Running("""{ "flags": { "search": { "percentage": 10 } } }""", store: one.Store, time: one.Time);

        await other.Manager.SetPercentageAsync("search", Percentage.FromPercent(70), Alice);

        var seen = (await one.Manager.GetFlagAsync("search"))!;
        Assert.Equal((1, Percentage.FromPercent(70)), (seen.Version, seen.Percentage));
        await one.Manager.IfVersion(seen.Version).KillFeatureAsync("search", Alice);
        Assert.Equal(["memory store"], (await other.Manager.ListFlagsAsync())[0].KilledBy);
    }

    [Fact]
    public async Task Health_says_in_one_word_what_needs_a_person()
    {
        using var running = new Running("""{ "flags": { "search": {}, "off": { "enabled": false }, "plain": { "percentage": 50 } } }""");
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(Bare) }, Alice);
        Assert.Equal(FlagHealth.Good, await HealthAsync());
        Assert.Equal(FlagHealth.Off, await HealthAsync("off"));
        Assert.Equal(FlagHealth.Good, await HealthAsync("plain"));

        await running.Manager.StartRolloutAsync("search", Alice);
        Assert.Equal(FlagHealth.NoData, await HealthAsync());
        running.Traffic();
        Assert.Equal(FlagHealth.Good, await HealthAsync());
        running.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(FlagHealth.NoData, await HealthAsync());

        running.Traffic();
        var incident = await running.Manager.ReportIncidentAsync("search", "P2", "slow", Alice);
        Assert.Equal(FlagHealth.Attention, await HealthAsync());
        await running.Manager.ResolveIncidentAsync("search", incident, Alice);
        Assert.Equal(FlagHealth.Good, await HealthAsync());
        await running.Manager.HoldRolloutAsync("search", TimeSpan.FromHours(1), Alice);
        Assert.Equal(FlagHealth.Attention, await HealthAsync());
        await running.Manager.ResumeRolloutAsync("search", Alice);
        await running.Manager.PauseRolloutAsync("search", Alice);
        Assert.Equal(FlagHealth.Attention, await HealthAsync());
        await running.Manager.KillFeatureAsync("search", Alice);
        Assert.Equal(FlagHealth.Off, await HealthAsync());
        await running.Manager.ReviveFeatureAsync("search", Alice);
        await running.Manager.RollbackFeatureAsync("search", Alice);
        Assert.Equal(FlagHealth.Off, await HealthAsync());

        async Task<FlagHealth> HealthAsync(string key = "search")
        {
            running.Time.Advance(TimeSpan.FromSeconds(1));
            return (await running.Manager.GetFlagAsync(key))!.Health;
        }
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    public async Task A_firing_alert_asks_for_attention()
    {
        using var running = new Running();
        await running.Manager.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = "search",
                Plan = Plan("""{ "alerts": [{ "name": "errors", "when": "error_rate > 1%", "severity": "warning" }], "stages": [{ "name": "half", "percentage": 50, "minimumDuration": "7d" }] }"""),
            },
            Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: () => running.Traffic(onFailsEvery: 4));

        Assert.Equal(FlagHealth.Attention, (await running.Manager.GetFlagAsync("search"))!.Health);
    }

    [Fact]
    public async Task Statistics_are_those_of_a_question_for_them_and_errors_come_with_one_flag_alone()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 100 } } }""");
        running.Flags.RecordOutcome(running.Flags.Evaluate("search", "acme"), FlagOutcome.Failure(new OutcomeError("no", "acme")));

        var asked = await running.Manager.GetRolloutStatsAsync("search");
        var one = (await running.Manager.GetFlagAsync("search"))!.Statistics;
        var listed = (await running.Manager.ListFlagsAsync())[0].Statistics;

        Assert.Equal((1, 1), (one.ErrorCount, one.EnabledCustomers));
        Assert.Equal(asked.TopErrors, one.TopErrors);
        Assert.Single(one.RecentErrors);
        Assert.Equal((one.ErrorCount, one.On, one.Off, one.EnabledCustomers), (listed.ErrorCount, listed.On, listed.Off, listed.EnabledCustomers));
        Assert.Empty(listed.TopErrors);
        Assert.Empty(listed.RecentErrors);
    }

    [Fact]
    public async Task Ten_thousand_flags_are_listed_from_one_reading_of_the_store()
    {
        var store = new SlowStore(new MemoryRolloutStore());
        var file = new StringBuilder("""{ "flags": { """);
        file.AppendJoin(',', Enumerable.Range(0, 10_000).Select(i => FormattableString.Invariant($"\"flag-{i:00000}\": {{ \"percentage\": {i % 101} }}")));
        using var running = new Running(file.Append(" } }").ToString(), store: store);
        await running.Manager.SetPercentageAsync("flag-00007", Percentage.FromPercent(42), Alice);
        var before = store.Reads;

        var flags = await running.Manager.ListFlagsAsync();

        Assert.Equal(1, store.Reads - before);
        Assert.Equal(10_000, flags.Count);
        Assert.Equal(("flag-00007", Percentage.FromPercent(42), 1), (flags[7].Key, flags[7].Percentage, flags[7].Version));
    }

    [Fact]
    [Trait("Requirement", "F-27")]
    public async Task Marks_follow_the_file_of_today_and_the_time_that_the_process_has_run()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 100, "expires": "2000-01-01" } } }""");
        Assert.Equal([FlagMarkKind.Expired, FlagMarkKind.NoOwner], await MarksAsync());
        await running.Manager.StartAtAllAsync("search");

        running.File.Set(Read("""{ "flags": { "search": { "percentage": 100, "owner": "support" } } }"""));
        await running.Flags.RefreshAsync();
        running.Flags.IsEnabled("search", "acme");
        running.Time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await MarksAsync());
        var last = running.Time.GetUtcNow();
        running.Time.Advance(TimeSpan.FromDays(15));
        Assert.Equal([FlagMarkKind.Unread], await MarksAsync());
        Assert.Equal(last, (await running.Manager.GetFlagAsync("search"))!.UnreadSince);

        running.Flags.IsEnabled("search", "acme");
        running.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await MarksAsync());

        async Task<IEnumerable<FlagMarkKind>> MarksAsync() => (await running.Manager.ListFlagsAsync())[0].Marks.Select(mark => mark.Kind);
    }

    [Fact]
    public async Task A_running_engine_notes_who_is_asked_for_without_being_asked_itself()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 100 } } }""", new RolloutOptions { Interval = TimeSpan.FromMinutes(1), MayControl = false });
        using var end = new CancellationTokenSource();
        var start = running.Time.GetUtcNow();
        var loop = running.Engine.RunAsync(end.Token);
        running.Flags.IsEnabled("search", "acme");

        await Wait.Until(() => running.Flags.UnreadSince("search") > start, running.Time, TimeSpan.FromMinutes(1));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    [Fact]
    public void Plans_are_those_of_all_layers_over_those_that_ship()
    {
        using var running = new Running($$"""{ "flags": { "search": {} }, "plans": { "mine": {{Bare}}, "canary": {{Bare}} } }""");

        Assert.Equal(ShippedPlans.Names.Append("mine").Order(StringComparer.Ordinal), running.Manager.Plans.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, running.Manager.Plans["canary"].Stages.Count);
        Assert.Same(ShippedPlans.Pilot, running.Manager.Plans["pilot"]);
    }

    private static string Told(FlagOverview flag) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{flag.Key} {flag.Version} {flag.OwnVersion} {flag.ChangedAt:O} {flag.Percentage} {string.Join(',', flag.KilledBy)} {flag.Rollout} {flag.PlannedAlong} {flag.Health} {flag.State} {string.Join(',', flag.Marks)} {flag.UnreadSince:O}");

    /// <summary>People, files and time do something; after each step all that is shown is held against answers.</summary>
    private static async Task FollowAsync(Random random)
    {
        using var running = new Running(File(random));
        for (var step = 0; step < 12; step++)
        {
            var key = random.Of("one", "two", "three");
            try
            {
                await ActAsync(running, key, random);
            }
            catch (Exception refused) when (refused is RolloutRefusedException or ArgumentException)
            {
                // What the state does not allow leaves it as it is.
            }

            foreach (var flag in await running.Manager.ListFlagsAsync())
            {
                AssertAnswers(running, flag);
            }
        }
    }

    private static void AssertAnswers(Running running, FlagOverview flag)
    {
        var places = Bucketing.Default.Places(flag.Definition.Salt ?? flag.Key);
        foreach (var customer in Customers)
        {
            var bucket = places.Bucket(customer, TextHash.Of(customer));
            Assert.Equal(bucket < flag.Percentage.Thousandths, running.Flags.IsEnabled(flag.Key, customer));
        }
    }

    private static Task ActAsync(Running running, string key, Random random) => random.Next(12) switch
    {
        0 => running.Manager.SetPercentageAsync(key, Percentage.FromThousandths(random.Next(100_001)), Alice),
        1 => running.Manager.KillFeatureAsync(key, Alice),
        2 => running.Manager.ReviveFeatureAsync(key, Alice),
        3 => running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = key, MoreFlags = key == "one" && random.Chance(50) ? ["two"] : [], Plan = Plan(Bare) }, Alice),
        4 or 5 => running.Manager.StartRolloutAsync(key, Alice, force: true),
        6 or 7 => running.Manager.AdvanceRolloutAsync(key, Alice, force: true),
        8 => running.Manager.RollbackFeatureAsync(key, Alice),
        9 => running.Manager.RemoveRolloutAsync(key, Alice),
        10 => ChangeFileAsync(running, random),
        _ => PassAsync(running, TimeSpan.FromHours(random.Next(48))),
    };

    private static Task ChangeFileAsync(Running running, Random random)
    {
        running.File.Set(Read(File(random)));
        return running.Flags.RefreshAsync();
    }

    private static async Task PassAsync(Running running, TimeSpan time)
    {
        running.Time.Advance(time);
        await running.Engine.LookAsync();
    }

    private static string File(Random random)
    {
        var flags = string.Join(',', new[] { "one", "two", "three" }.Where(_ => random.Chance(90)).Select(key => random.Next(5) switch
        {
            0 => $"\"{key}\": {{ \"enabled\": {random.Of("true", "false")} }}",
            1 => $"\"{key}\": {{ \"percentage\": 80, \"schedule\": {{ \"{random.Of("from", "until")}\": \"{Start.AddHours(random.Next(-24, 72)):yyyy-MM-ddTHH:mm:ssZ}\" }} }}",
            2 => $"\"{key}\": {{ \"percentage\": 30, \"salt\": \"salt\" }}",
            _ => $"\"{key}\": {{ \"percentage\": {random.Next(101)} }}",
        }));
        var planned = flags.Contains("\"three\": { \"enabled\"", StringComparison.Ordinal) ? """, "rollouts": { "three": { "plan": "canary" } }""" : "";
        return $"{{ \"flags\": {{ {flags} }}{planned} }}";
    }
}

file static class Shortcuts
{
    /// <summary>A rollout that is at its last stage at once.</summary>
    public static async Task StartAtAllAsync(this IRolloutManager manager, string key)
    {
        await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = key, Plan = Running.Plan("""{ "stages": [{ "name": "all", "percentage": 100 }] }""") }, Running.Alice);
        await manager.StartRolloutAsync(key, Running.Alice);
    }
}
