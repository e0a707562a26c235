using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Pages;
using FeatureRollout.Cli.Watching.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Watching;

public sealed class FlagPageTests
{
    [Fact]
    [Trait("Requirement", "S0-07")]
    [Trait("Requirement", "F-23")]
    public async Task A_small_terminal_shows_where_it_stands_and_every_verdict()
    {
        await using var world = await World.RunningAsync();

        Approved.Check(Draw(await ReadAsync(world), 80, 24));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task A_large_terminal_shows_ladder_arms_and_events_beside_the_criteria()
    {
        await using var world = await World.RunningAsync();
        await world.Manager.AdvanceRolloutAsync("search", World.Ada, force: true);
        await world.PassAsync(20);

        Approved.Check(Draw(await ReadAsync(world), 200, 50));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task What_fires_stands_first_and_what_stopped_it_is_told()
    {
        await using var world = await World.RunningAsync();
        await world.PassAsync(3, onFailsEvery: 4, looks: false);
        await world.Manager.ReportIncidentAsync("search", "P2", "checkout is slow", World.Ada);

        Approved.Check(Draw(await ReadAsync(world), 80, 24));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task A_rollout_that_was_rolled_back_says_why()
    {
        await using var world = await World.RunningAsync();
        await world.PassAsync(3, onFailsEvery: 4);

        Approved.Check(Draw(await ReadAsync(world), 80, 24));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task Missing_data_is_a_dash_and_before_files_the_page_says_where_the_readings_are()
    {
        await using var world = await World.RunningAsync();
        world.IsFile = true;
        var seen = await ReadAsync(world);
        await using var empty = new World();
        await empty.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "steady" }, World.Ada);
        await empty.Manager.StartRolloutAsync("search", World.Ada, force: true);

        Approved.Check(Draw(seen, 80, 24) + "\n\n" + Draw(await ReadAsync(empty), 80, 24));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task An_old_picture_says_since_when()
    {
        await using var world = await World.RunningAsync();
        var lines = FlagPage.Draw(await ReadAsync(world), world.Time.GetUtcNow() + TimeSpan.FromMinutes(2), 80, 24, "As of 12:30:00: https://shop.example/ not reachable since 12:30:10. Connection refused.", out _);

        Assert.StartsWith("! As of 12:30:00: https://shop.example/ not reachable since 12:30:10.", lines[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("12:32:00 UTC", lines[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task No_size_and_no_text_of_others_breaks_the_layout()
    {
        await using var world = await World.RunningAsync();
        var picture = await ReadAsync(world);
        var texts = ArbMap.Default.ArbFor<string>().Generator.Or(Gen.Elements(
            "\u001b[2J\u001b]0;evil\u0007", "日本語の理由がとても長い", "e\u0301\u0301\u0301\u0301", "👩‍👩‍👧‍👦 family", "\u202egnp.exe", "tab\tnew\nline", new string('x', 500), "a\u0000b", "\ud800"));
        Prop.ForAll(
            Arb.From(texts.Zip(Gen.Choose(1, 230)).Zip(Gen.Choose(1, 60))),
            drawn =>
            {
                var ((text, width), height) = drawn;
                text ??= "";
                var rollout = picture.Rollout! with { Reason = text, Stage = text, Status = RolloutStatus.Paused };
                var hostile = picture with
                {
                    Place = text, Rollout = rollout,
                    Assessment = picture.Assessment! with { Next = text, Unmet = [text, text], Warnings = [text], AdvanceWhen = [picture.Assessment.AdvanceWhen[0] with { Criterion = text, Explanation = text, Window = text }] },
                    Events = [picture.Events[0] with { Actor = text, Text = text, Reason = text }],
                };
                var lines = FlagPage.Draw(hostile, world.Time.GetUtcNow(), width, height, text, out var hidden);
                // The title and a trouble note of two lines are never left out; the screen cuts at its height.
                return lines.Count <= Math.Max(height, 3) && hidden >= 0
                    && lines.Select(line => line.Fit(width)).All(line => line.Width <= width && Cells.Of(line.ToString()) <= width && line.ToString().All(each => !char.IsControl(each)));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task A_terminal_of_a_few_columns_is_drawn_too()
    {
        await using var world = await World.RunningAsync();
        await world.PassAsync(3, onFailsEvery: 4);
        var picture = await ReadAsync(world);
        var rollouts = await world.DoAsync(Surroundings.Rollouts(), CancellationToken.None);
        var list = new ListPicture(world.Time.GetUtcNow(), "production", world.Place, true, rollouts.Rollouts);

        foreach (var width in Enumerable.Range(1, 12))
        {
            Assert.NotEmpty(FlagPage.Draw(picture, picture.At, width, 24, "The host is not reachable.", out _));
            Assert.NotEmpty(ListPage.Draw(list, picture.At, width, 24, "The host is not reachable.", out _));
        }
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task A_line_that_finds_no_room_is_counted()
    {
        await using var world = await World.RunningAsync();
        var picture = await ReadAsync(world);

        var small = FlagPage.Draw(picture, world.Time.GetUtcNow(), 80, 10, null, out var hidden);
        var all = FlagPage.Draw(picture, world.Time.GetUtcNow(), 80, 200, null, out var hiddenOfAll);

        Assert.Equal(10, small.Count);
        Assert.True(hidden > 0);
        Assert.Equal(0, hiddenOfAll);
        Assert.True(all.Count > 24);
    }

    private static Task<FlagPicture> ReadAsync(World world) => new PictureReader(world, "search", world.Time, withHistory: true).ReadAsync(CancellationToken.None);

    private static string Draw(FlagPicture picture, int width, int height)
    {
        var lines = FlagPage.Draw(picture, picture.At, width, height, null, out var hidden);
        Assert.All(lines, line => Assert.True(line.Width <= width, line.ToString()));
        Assert.True(lines.Count <= height);
        return string.Join('\n', lines) + $"\n--- {hidden} hidden";
    }
}
