using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Pages;
using FeatureRollout.Cli.Watching.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Watching;

public sealed class DrawingTests
{
    [Theory]
    [InlineData("search", 6)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("✓ ✗ … – ▶ ‖ ○ →", 15)]
    [InlineData("▁▂▃▄▅▆▇█·", 9)]
    [InlineData("👍", 2)]
    [Trait("Requirement", "S0-07")]
    public void Cells_are_counted_as_terminals_do(string text, int cells) => Assert.Equal(cells, Cells.Of(text));

    [Fact]
    [Trait("Requirement", "S0-07")]
    public void A_text_that_fits_is_whole_and_one_that_does_not_ends_with_an_ellipsis_within_its_width() =>
        Prop.ForAll(
            Arb.From(Gen.Elements("a", "é", "日", "e\u0301", "👍", " ").ListOf().Select(string.Concat).Zip(Gen.Choose(0, 20))),
            each =>
            {
                var (text, width) = each;
                var fit = Cells.Fit(text, width);
                return Cells.Of(fit) <= width && (Cells.Of(text) <= width ? fit == text : width == 0 || fit.EndsWith('…'))
                    && Cells.Of(Cells.Left(text, width)) == width && Cells.Of(Cells.Right(text, width)) == width;
            }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Requirement", "S0-07")]
    public void A_drawing_knows_no_data_from_no_errors()
    {
        var rates = Sparkline.Join([(0, 0), (10, 0), (10, 1), (10, 2), (0, 0), (0, 0)], 6);

        Assert.Equal("·▁▅█··", Sparkline.Draw(rates, 0.2));
        Assert.Equal("▁▅·", Sparkline.Draw(Sparkline.Join([(0, 0), (10, 0), (10, 1), (10, 0), (0, 0), (0, 0)], 3), 0.1));
        Assert.Equal("", Sparkline.Draw(Sparkline.Join([], 0), 0));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public void Little_room_goes_to_what_ranks_first()
    {
        Section[] sections = [new(2, 1, Lines("a", 4)), new(1, 2, Lines("b", 3)), new(3, 1, Lines("c", 2), Lines("C", 5))];

        Assert.Equal("b b", Shown(sections, 2));
        Assert.Equal("a b b c", Shown(sections, 4));
        Assert.Equal("a a b b b c", Shown(sections, 6));
        Assert.Equal("a a a a b b b c c", Shown(sections, 9));
        Assert.Equal("a a a a b b b C C C C C", Shown(sections, 12));
        Assert.Equal("a a a a b b b c c", Shown(sections, 11));
        Assert.Equal("", Shown(sections, -3));
    }

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task All_rollouts_stand_in_one_table_those_that_need_somebody_first()
    {
        await using var world = await World.RunningAsync(more: """, "chat": { "enabled": true }, "voice": { "enabled": true }, "日本語": { "enabled": true } """.Replace("日本語", "mail", StringComparison.Ordinal));
        await world.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "chat", PlanName = "steady" }, World.Ada);
        await world.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "voice", PlanName = "steady" }, World.Ada);
        await world.Manager.StartRolloutAsync("voice", World.Ada, force: true);
        await world.Manager.KillFeatureAsync("voice", World.Ada);
        var rollouts = await world.DoAsync(Surroundings.Rollouts(), CancellationToken.None);

        var lines = ListPage.Draw(new ListPicture(world.Time.GetUtcNow(), "production", world.Place, true, rollouts.Rollouts), world.Time.GetUtcNow(), 80, 24, null, out var hidden);

        Assert.Equal(0, hidden);
        Approved.Check(string.Join('\n', lines));
    }

    private static Line[] Lines(string text, int count) => [.. Enumerable.Repeat(Line.Of(text), count)];

    private static string Shown(Section[] sections, int height) => string.Join(' ', Section.Arrange(sections, height, out _));
}
