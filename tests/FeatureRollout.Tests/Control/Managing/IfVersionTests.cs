using FsCheck;
using FsCheck.Fluent;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Managing;

public sealed class IfVersionTests : IDisposable
{
    private static readonly RolloutActor Bob = new("bob", "urgent");

    private readonly Running _running = new("""
        { "flags": { "search": {}, "chat": { "percentage": 10 }, "mail": {}, "post": {} },
          "rollouts": { "mail": { "plan": "asking" }, "post": { "plan": "all" } },
          "plans": { "asking": { "approvals": ["board"], "stages": [{ "name": "all", "percentage": 100 }] }, "all": { "stages": [{ "name": "all", "percentage": 100 }] } } }
        """);

    private IRolloutManager Manager => _running.Manager;

    public void Dispose() => _running.Dispose();

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_change_for_the_version_that_stands_is_written_and_one_for_another_is_refused_with_what_stands()
    {
        await Manager.IfVersion(0).SetPercentageAsync("chat", Percentage.FromPercent(20), Alice);
        var seen = (await Manager.GetFlagAsync("chat"))!.Version;

        var conflict = await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(seen - 1).SetPercentageAsync("chat", Percentage.FromPercent(30), Bob));

        Assert.Equal((seen - 1, seen), (conflict.Expected, conflict.Current!.Version));
        Assert.Equal(Percentage.FromPercent(20), conflict.Current.State.Percentage);
        Assert.Single(await Manager.ReadEventsAsync("chat"));
        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(seen + 1).KillFeatureAsync("chat", Bob));
        await Manager.IfVersion(seen).KillFeatureAsync("chat", Bob);
        Assert.Equal(seen + 1, (await Manager.GetFlagAsync("chat"))!.Version);
        Assert.Throws<ArgumentOutOfRangeException>(() => Manager.IfVersion(-1));
    }

    /// <summary>
    /// The controller once wrote down, a moment after the first change of a flag that has a percentage in a file, that it had seen this number: a version of its own, by which
    /// whoever went on from the version just answered met a conflict with nobody.
    /// </summary>
    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task After_the_first_change_of_a_flag_the_version_just_answered_stands()
    {
        await Manager.IfVersion(0).AddCustomersAsync("chat", CustomerList.Of("a"), Alice);
        Assert.Equal(0, await _running.Engine.LookAsync());

        await Manager.IfVersion(1).AddCustomersAsync("chat", CustomerList.Of("b"), Bob);

        Assert.Equal(["alice", "bob"], (await Manager.ReadEventsAsync("chat")).Select(happened => happened.Actor), StringComparer.Ordinal);
        Assert.Equal(Percentage.FromPercent(10), (await _running.Store.GetAsync(_running.Flags.Environment, "chat", CancellationToken.None)).Configured);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_number_that_is_changed_in_a_file_later_is_still_followed()
    {
        await Manager.SetPercentageAsync("chat", Percentage.FromPercent(40), Alice);
        _running.File.Set(Read("""{ "flags": { "chat": { "percentage": 5 } } }"""));
        await _running.Flags.RefreshAsync();

        await _running.Engine.LookAsync();

        Assert.Equal(Percentage.FromPercent(5), (await Manager.GetFlagAsync("chat"))!.Percentage);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_manager_for_a_version_makes_one_change()
    {
        var once = Manager.IfVersion(0);

        await once.AddCustomersAsync("chat", CustomerList.Of("a"), Alice);

        await Assert.ThrowsAsync<RolloutConflictException>(() => once.AddCustomersAsync("chat", CustomerList.Of("b"), Alice));
        await Manager.AddCustomersAsync("chat", CustomerList.Of("c"), Alice);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_race_that_is_lost_after_the_version_was_read_is_a_conflict_and_not_run_again()
    {
        using var running = new Running(store: new SlowStore(new MemoryRolloutStore()));
        var store = (SlowStore)running.Store;
        store.BeforeWrite = () => running.Manager.IfVersion(0).AddCustomersAsync("search", CustomerList.Of("a"), Alice);

        var conflict = await Assert.ThrowsAsync<RolloutConflictException>(() => running.Manager.IfVersion(0).AddCustomersAsync("search", CustomerList.Of("b"), Bob));

        Assert.Equal(1, conflict.Current!.Version);
        Assert.Equal(["a"], conflict.Current.State.Added!, StringComparer.Ordinal);
        Assert.Equal("alice", Assert.Single(await running.Manager.ReadEventsAsync("search")).Actor);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public void Of_operators_with_the_same_version_exactly_one_wins_each_round_and_the_others_see_what_won() =>
        Prop.ForAll(
            Gen.Choose(2, 6).Zip(Gen.Choose(1, 4)).ToArbitrary(),
            given => RaceAsync(given.Item1, given.Item2).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_start_and_the_creation_that_it_brings_along_are_one_step()
    {
        await Manager.IfVersion(0).StartRolloutAsync("post", Alice);
        Assert.Equal(RolloutStatus.Running, (await _running.StateAsync("post")).Status);

        await Assert.ThrowsAsync<RolloutRefusedException>(() => Manager.IfVersion(0).StartRolloutAsync("mail", Alice));
        var draft = (await Manager.GetFlagAsync("mail"))!;
        Assert.Equal((1, RolloutStatus.Draft), (draft.Version, draft.Rollout!.Status));
        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(0).StartRolloutAsync("mail", Alice));
        await Manager.IfVersion(1).ApproveAsync("mail", "board", Alice);
        await Manager.IfVersion(2).StartRolloutAsync("mail", Alice);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_creation_for_a_version_that_has_moved_leaves_no_draft()
    {
        await Manager.AddCustomersAsync("post", CustomerList.Of("a"), Alice);

        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(0).StartRolloutAsync("post", Alice));

        Assert.Null(await Manager.GetRolloutConfigAsync("post"));
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public async Task A_drill_asks_for_the_version_when_it_begins_and_ends_all_the_same()
    {
        await Manager.StartRolloutAsync("post", Alice);
        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(1).DrillAsync("post", Alice));

        await Manager.IfVersion(2).DrillAsync("post", Alice);

        Assert.Null((await _running.StateAsync("post")).Drill);
        Assert.Equal(1_000, _running.EnabledCustomers("post"));
    }

    [Fact]
    public async Task What_changes_several_flags_is_refused_for_a_version_and_what_changes_one_is_not()
    {
        var both = new Dictionary<string, bool>(StringComparer.Ordinal) { ["chat"] = true, ["search"] = true };
        var one = new Dictionary<string, bool>(StringComparer.Ordinal) { ["chat"] = true };

        foreach (var several in new Func<Task>[]
        {
            () => Manager.IfVersion(0).SetCustomerFlagsAsync("acme", both, Alice),
            () => Manager.IfVersion(0).RemoveCustomerFlagsAsync("acme", null, Alice),
            () => Manager.IfVersion(0).RemoveCustomerFlagsAsync("acme", ["chat", "search"], Alice),
            () => Manager.IfVersion(0).EraseCustomerAsync("acme", Alice),
        })
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(several);
            Assert.Contains("version", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await Manager.ReadEventsAsync(null));
        await Manager.IfVersion(0).SetCustomerFlagsAsync("acme", one, Alice);
        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(0).RemoveCustomerFlagsAsync("acme", ["chat"], Alice));
        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(0).RemoveCustomerFlagsAsync("nobody", ["chat"], Alice));
        await Manager.IfVersion(1).RemoveCustomerFlagsAsync("acme", ["chat"], Alice);
        await Manager.RemoveCustomerFlagsAsync("acme", ["chat"], Alice);
        Assert.Equal(2, (await Manager.ReadEventsAsync("chat")).Count);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_flag_that_another_flags_rollout_moves_has_a_version_of_its_own_for_its_own_changes()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", MoreFlags = ["chat"] }, Alice);
        await Manager.StartRolloutAsync("search", Alice, force: true);
        var seen = (await Manager.GetFlagAsync("chat"))!;
        Assert.Equal(("search", 2L, 0L), (seen.Rollout!.Key, seen.Version, seen.OwnVersion));

        await Assert.ThrowsAsync<RolloutConflictException>(() => Manager.IfVersion(seen.Version).KillFeatureAsync("chat", Alice));
        await Manager.IfVersion(seen.OwnVersion).KillFeatureAsync("chat", Alice);
        await Manager.IfVersion(seen.Version).PauseRolloutAsync(seen.Rollout.Key, Alice);
    }

    private static async Task RaceAsync(int operators, int rounds)
    {
        using var running = new Running();
        for (var round = 0; round < rounds; round++)
        {
            var seen = (await running.Manager.GetFlagAsync("search"))!.Version;
            using var start = new ManualResetEventSlim();
            var racing = Enumerable.Range(0, operators).Select(i => Task.Run(async () =>
            {
                start.Wait();
                try
                {
                    await running.Manager.IfVersion(seen).AddCustomersAsync("search", CustomerList.Of($"{round}-{i}"), new RolloutActor($"operator-{i}"));
                    return null;
                }
                catch (RolloutConflictException conflict)
                {
                    return conflict;
                }
            })).ToArray();
            start.Set();
            var ended = await Task.WhenAll(racing);

            var winner = Assert.Single(Enumerable.Range(0, operators), i => ended[i] is null);
            var stands = await running.Store.GetAsync(running.Manager.Environment, "search", default);
            Assert.Equal(seen + 1, stands.Version);
            Assert.Contains($"{round}-{winner}", stands.State.Added!, StringComparer.Ordinal);
            Assert.Equal(round + 1, stands.State.Added!.Count);
            Assert.All(ended.OfType<RolloutConflictException>(), conflict => Assert.Equal((seen, seen + 1), (conflict.Expected, conflict.Current!.Version)));
        }

        Assert.Equal(rounds, (await running.Manager.ReadEventsAsync("search")).Count);
    }
}
