using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Cli.Watching.Reading;
using FeatureRollout.Cli.Watching.Verifying;

namespace FeatureRollout.Cli.Tests.Watching;

[Trait("Requirement", "S2-06")]
[Trait("Requirement", "F-23")]
public sealed class VerifyTests
{
    [Fact]
    public async Task A_healthy_rollout_passes_every_check()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);

        var exit = await new VerifyRun(world, written.Terminal, asJson: false).RunAsync([], null, null, CancellationToken.None);

        Approved.Check($"exit {exit}\n{written.Text}");
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_fails()
    {
        await using var world = await World.RunningAsync();
        await world.PassAsync(3, onFailsEvery: 4, looks: false);
        await world.Manager.ReportIncidentAsync("search", "P1", "checkout\u001b[2J is down", World.Ada);
        _ = world.Flags.IsEnabled("serach", "someone");
        var written = new Written(world.Time);

        var exit = await new VerifyRun(world, written.Terminal, asJson: false).RunAsync(["search"], 25, 3, CancellationToken.None);

        Approved.Check($"exit {exit}\n{written.Text}");
    }

    [Fact]
    public async Task Undecided_and_no_data_are_no_pass_and_no_fail()
    {
        await using var world = new World();
        await world.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "steady" }, World.Ada);
        await world.Manager.StartRolloutAsync("search", World.Ada, force: true);
        var written = new Written(world.Time);

        Assert.Equal(ExitCodes.Undecided, await new VerifyRun(world, written.Terminal, asJson: true).RunAsync(["search"], 10, null, CancellationToken.None));

        var document = JsonDocument.Parse(written.Text).RootElement;
        Assert.Equal("undecided", document.GetProperty("verdict").GetString());
        Assert.Equal(
            ["answers pass", "ready pass", "source pass", "source pass", "names pass", "percentage pass", "kill pass", "incidents pass", "triggers noData", "alerts noData", "data noData", "fleet noData"],
            document.GetProperty("checks").EnumerateArray().Select(check => $"{check.GetProperty("check").GetString()} {check.GetProperty("verdict").GetString()}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public void The_gravest_check_decides()
    {
        static CheckVerdict Of(params CheckVerdict[] verdicts) => Check.Of(verdicts.Select(verdict => new Check(null, "one", verdict, "")));

        Assert.Equal(CheckVerdict.Pass, Of(CheckVerdict.Pass, CheckVerdict.Pass));
        Assert.Equal(CheckVerdict.Undecided, Of(CheckVerdict.Pass, CheckVerdict.NoData));
        Assert.Equal(CheckVerdict.Undecided, Of(CheckVerdict.Undecided, CheckVerdict.NoData));
        Assert.Equal(CheckVerdict.Fail, Of(CheckVerdict.NoData, CheckVerdict.Fail, CheckVerdict.Undecided));
        Assert.Equal(CheckVerdict.Undecided, Of());
    }

    [Theory]
    [InlineData(FlagsReadiness.Degraded)]
    [InlineData(FlagsReadiness.NeverLoaded)]
    public void A_place_that_is_not_ready_fails(FlagsReadiness readiness)
    {
        var now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var status = new StatusResource("production", readiness, 3, [new ProviderResource("store", "3", now.AddMinutes(-90), true, []), new ProviderResource("file", null, now, false, ["Line 3: no.", "Line 4: no."])]);

        var checks = PlaceChecks.Of("https://shop.example/", new Surroundings(status, true, true), new UnknownFlagsResource([]), now).ToArray();

        Assert.Equal(["pass", "fail", "fail", "fail", "pass"], checks.Select(check => check.Verdict == CheckVerdict.Pass ? "pass" : "fail"), StringComparer.Ordinal);
        Assert.Equal("store: serves the last known good copy, last read 1h 30m ago.", checks[2].Text);
        Assert.Equal("file: Line 3: no. And 1 more.", checks[3].Text);
    }

    [Fact]
    public async Task A_process_that_does_not_serve_the_last_change_fails()
    {
        await using var world = await World.RunningAsync();
        var picture = await new PictureReader(world, "search", world.Time, withHistory: false).ReadAsync(CancellationToken.None);
        var late = picture with { Fleet = picture.Fleet! with { IsEverywhere = false, Serving = 1, Text = "10 %, stage alpha not yet everywhere, 1 of 2", Processes = [.. picture.Fleet.Processes, new ProcessResource("web-2", picture.At, null)] } };
        var none = picture with { Fleet = picture.Fleet with { IsEverywhere = false, Serving = 0, Processes = [] } };

        Assert.Equal((CheckVerdict.Fail, "10 %, stage alpha not yet everywhere, 1 of 2; not yet by web-2."), Fleet(late, null));
        Assert.Equal(CheckVerdict.Pass, Fleet(picture, picture.Fleet.Serving).Item1);
        Assert.Equal(CheckVerdict.NoData, Fleet(none, null).Item1);
        Assert.Equal(CheckVerdict.Fail, Fleet(none, 1).Item1);

        static (CheckVerdict, string) Fleet(FlagPicture picture, int? processes)
        {
            var check = FlagChecks.Of(picture, null, processes).Last();
            return (check.Verdict, check.Text);
        }
    }

    [Fact]
    public async Task One_trigger_without_data_is_not_outvoted_by_quiet_ones()
    {
        await using var world = await World.RunningAsync();
        var picture = await new PictureReader(world, "search", world.Time, withHistory: false).ReadAsync(CancellationToken.None);
        CriterionResource[] triggers = [.. new[] { CriterionVerdict.Fail, CriterionVerdict.NoData, CriterionVerdict.Fail }.Select(verdict => new CriterionResource("error_rate > 5%", verdict, 0, 1, 10, "1h", 0, null, "It is so."))];

        var checks = FlagChecks.Of(picture with { Assessment = picture.Assessment! with { RollbackWhen = triggers } }, null, null);

        Assert.Equal(CheckVerdict.NoData, checks.Single(check => check.Name == "triggers").Verdict);
    }

    [Fact]
    public async Task A_kill_where_a_rollout_runs_fails()
    {
        await using var world = await World.RunningAsync();
        await world.Manager.KillFeatureAsync("search", World.Ada);
        var written = new Written(world.Time);

        Assert.Equal(ExitCodes.No, await new VerifyRun(world, written.Terminal, asJson: false).RunAsync(["search"], null, null, CancellationToken.None));

        Assert.Contains(written.Lines, line => line.StartsWith("✗ kill ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_files_readings_are_no_pass()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await FileScene.StartAsync(folder, "search");

        var verified = await folder.RunProcessAsync("verify", "search", "--expect", "10");
        var wrong = await folder.RunAsync("verify", "search", "--expect", "25");
        var unnamed = await folder.RunAsync("verify", "--expect", "25");

        Assert.Equal(ExitCodes.Undecided, verified.ExitCode);
        Assert.Contains("Readings are in the host's memory; use --url", verified.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.No, true), (wrong.ExitCode, wrong.Out.Contains("✗ percentage On for 10%, expected 25%.", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Usage, true), (unnamed.ExitCode, unnamed.Error.Contains("--expect needs the FLAG", StringComparison.Ordinal)));
    }
}
