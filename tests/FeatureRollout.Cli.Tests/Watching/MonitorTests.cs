using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Cli.Watching.Monitoring;

namespace FeatureRollout.Cli.Tests.Watching;

[Trait("Requirement", "S2-06")]
[Trait("Requirement", "F-23")]
public sealed class MonitorTests
{
    private const string Slow = """
        { "minimumSamples": 20, "rollbackWhen": ["error_rate > 5%"],
          "stages": [ { "name": "alpha", "percentage": 10, "minimumDuration": "1h", "advanceWhen": ["error_rate < 2% for 40m"] }, { "name": "everybody", "percentage": 100 } ] }
        """;

    [Fact]
    public async Task It_passes_as_soon_as_the_criteria_hold_and_says_each_change()
    {
        await using var world = await World.RunningAsync(plan: Slow);
        var written = new Written(world.Time);
        var looks = 0;
        using var traffic = world.Time.CreateTimer(_ => TakeTurn(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        void TakeTurn()
        {
            world.Ask();
            world.LookAsync().GetAwaiter().GetResult();
            looks++;
        }

        var exit = await world.UntilAsync(() => Start(world, written, "24h", "1m"));

        Assert.Equal(ExitCodes.Yes, exit);
        Assert.InRange(looks, 5, 15);
        Approved.Check(written.Text);
    }

    [Fact]
    public async Task It_fails_as_soon_as_it_is_rolled_back()
    {
        await using var world = await World.RunningAsync(plan: Slow);
        var written = new Written(world.Time);
        using var traffic = world.Time.CreateTimer(_ => TakeTurn(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        void TakeTurn()
        {
            world.Ask(onFailsEvery: 3);
            world.LookAsync().GetAwaiter().GetResult();
        }

        Assert.Equal(ExitCodes.No, await world.UntilAsync(() => Start(world, written, "24h", "1m")));

        Assert.Contains("  failed: It was rolled back: ", written.Lines[^1], StringComparison.Ordinal);
        Assert.Contains(written.Lines, line => line.Contains("controller", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trigger_that_fires_is_a_fail_before_the_controller_has_acted()
    {
        await using var world = await World.RunningAsync(plan: Slow);
        await world.PassAsync(2, onFailsEvery: 3, looks: false);
        var written = new Written(world.Time);

        Assert.Equal(ExitCodes.No, await world.UntilAsync(() => Start(world, written, "0")));

        Assert.Contains("failed: The rollback trigger error_rate > 5% fires.", written.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_undecided_when_the_time_is_over()
    {
        await using var world = await World.RunningAsync(plan: Slow);
        var written = new Written(world.Time);
        var began = world.Time.GetUtcNow();

        Assert.Equal(ExitCodes.Undecided, await world.UntilAsync(() => Start(world, written, "5m", "2m")));

        Assert.Equal(TimeSpan.FromMinutes(5), world.Time.GetUtcNow() - began);
        Assert.Contains("  undecided: error_rate < 2% for 40m: undecided.", written.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_time_looks_once()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);

        Assert.Equal(ExitCodes.Yes, await world.UntilAsync(() => Start(world, written, "0")));
        Assert.Equal(ExitCodes.Undecided, await world.UntilAsync(() => Start(world, written, "0", stage: "beta")));

        Assert.Contains("undecided: It is in alpha and has not reached beta.", written.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_away_for_a_while_does_not_end_it()
    {
        await using var world = await World.RunningAsync(plan: Slow);
        var written = new Written(world.Time);
        world.Fault = new CliException(ExitCodes.Unavailable, "https://shop.example/ does not answer.");
        using var back = world.Time.CreateTimer(_ => world.Fault = null, null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        using var killed = world.Time.CreateTimer(_ => world.Manager.KillFeatureAsync("search", World.Ada).GetAwaiter().GetResult(), null, TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);

        Assert.Equal(ExitCodes.No, await world.UntilAsync(() => Start(world, written, "1h")));

        Assert.Equal(1, written.Lines.Count(line => line.Contains("  not reachable: https://shop.example/ does not answer.", StringComparison.Ordinal)));
        Assert.Equal(1, written.Lines.Count(line => line.EndsWith("  reachable again", StringComparison.Ordinal)));
        Assert.Contains("failed: It was killed", written.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_is_away_at_the_end_is_told_apart_from_an_undecided_stage(bool isSilent)
    {
        await using var world = await World.RunningAsync(plan: Slow);
        var written = new Written(world.Time);
        (world.IsSilent, world.Fault) = (isSilent, new IOException("The pipe is broken."));

        Assert.Equal(ExitCodes.Unavailable, await world.UntilAsync(() => Start(world, written, "1m")));

        Assert.Contains(isSilent ? "not reachable: There was no answer within 10s." : "not reachable: The pipe is broken.", written.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_is_not_there_names_the_nearest()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);

        var wrong = await Assert.ThrowsAsync<CliException>(() => world.UntilAsync(() => Start(world, written, "0", stage: "betta")));
        var far = await Assert.ThrowsAsync<CliException>(() => world.UntilAsync(() => Start(world, written, "0", stage: "production\u001b[31m")));

        Assert.Equal((ExitCodes.Usage, "The plan has no stage called \"betta\"; did you mean \"beta\"?"), (wrong.ExitCode, wrong.Message));
        Assert.Equal("The plan has no stage called \"production\\u{1b}[31m\"; it has alpha, beta, everybody.", far.Message);
    }

    [Fact]
    public async Task Json_is_one_document_a_line_and_the_last_is_final()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);

        await world.UntilAsync(() => Start(world, written, "0", asJson: true));

        var documents = written.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([false, true], documents.Select(document => document.GetProperty("isFinal").GetBoolean()));
        Assert.Equal(("pass", "running", "alpha"), (documents[^1].GetProperty("verdict").GetString(), documents[^1].GetProperty("status").GetString(), documents[^1].GetProperty("presentStage").GetString()));
    }

    [Fact]
    public async Task Before_files_no_stage_that_it_stands_in_is_passed()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await FileScene.StartAsync(folder, "search");

        var judged = await folder.RunAsync("monitor", "search", "--stage", "alpha", "--for", "0");
        var unknown = await folder.RunAsync("monitor", "search", "--stage", "alpa", "--for", "0");
        var noTime = await folder.RunAsync("monitor", "search", "--stage", "alpha", "--for", "soon");

        Assert.Equal((ExitCodes.Undecided, true), (judged.ExitCode, judged.Out.Contains("undecided: Readings are in the host's memory; use --url", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Usage, true), (unknown.ExitCode, unknown.Error.Contains("did you mean \"alpha\"?", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Usage, true), (noTime.ExitCode, noTime.Error.Contains("--for takes a time such as", StringComparison.Ordinal)));
    }

    private static Task<int> Start(World world, Written written, string limit, string interval = "10s", string stage = "alpha", bool asJson = false)
    {
        Assert.True(Flags.Plans.DurationText.TryRead(limit is "0" ? "0s" : limit, out var time) & Flags.Plans.DurationText.TryRead(interval, out var every));
        return new MonitorRun(world, written.Terminal, "search", stage, time, every, asJson).RunAsync(CancellationToken.None);
    }
}
