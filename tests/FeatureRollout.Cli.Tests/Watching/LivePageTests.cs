using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Cli.Watching;
using FeatureRollout.Cli.Watching.Live;

namespace FeatureRollout.Cli.Tests.Watching;

[Trait("Requirement", "S0-07")]
[Trait("Requirement", "F-23")]
public sealed class LivePageTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_page_follows_what_happens_until_somebody_leaves()
    {
        await using var world = await World.RunningAsync();
        using var screen = new FakeScreen();
        var watching = Watch(world, screen);
        await screen.UntilShownAsync(world, "stage 1/3 alpha");

        await world.Manager.AdvanceRolloutAsync("search", World.Ada, force: true);
        await screen.UntilShownAsync(world, "stage 2/3 beta");
        screen.Size = (60, 12);
        await screen.UntilShownAsync(world, "more lines");
        screen.Press(LiveSignal.Leave);

        Assert.Equal(ExitCodes.Yes, await watching.WaitAsync(Bound));
    }

    [Fact]
    public async Task A_host_that_goes_away_leaves_the_last_good_page_with_a_note_and_the_note_goes_when_it_is_back()
    {
        await using var world = await World.RunningAsync();
        using var screen = new FakeScreen();
        var watching = Watch(world, screen);
        await screen.UntilShownAsync(world, "stage 1/3 alpha");

        world.Fault = new CliException(ExitCodes.Unavailable, "Connection refused.");
        await screen.UntilShownAsync(world, "not reachable since");
        Assert.Contains("stage 1/3 alpha", screen.Shown, StringComparison.Ordinal);
        Assert.Contains("! As of 12:", screen.Shown, StringComparison.Ordinal);
        world.Fault = new InvalidOperationException("Else.");
        await screen.UntilShownAsync(world, "Else.");

        world.Fault = null;
        await world.Manager.PauseRolloutAsync("search", World.Ada);
        await screen.UntilShownAsync(world, "paused");
        Assert.DoesNotContain("not reachable", screen.Shown, StringComparison.Ordinal);
        screen.Press(LiveSignal.Leave);
        Assert.Equal(ExitCodes.Yes, await watching.WaitAsync(Bound));
    }

    [Fact]
    public async Task While_a_host_is_silent_the_page_says_so_and_leaving_works_at_once()
    {
        await using var world = await World.RunningAsync();
        using var screen = new FakeScreen();
        var watching = Watch(world, screen);
        await screen.UntilShownAsync(world, "stage 1/3 alpha");

        world.IsSilent = true;
        await screen.UntilShownAsync(world, "not reachable since");
        screen.Press(LiveSignal.Leave);

        Assert.Equal(ExitCodes.Yes, await watching.WaitAsync(Bound));
    }

    [Fact]
    public async Task A_host_that_never_answered_is_waited_for_on_a_page_that_can_be_left()
    {
        await using var world = await World.RunningAsync();
        world.IsSilent = true;
        using var screen = new FakeScreen();
        var watching = Watch(world, screen);
        for (var turn = 0; turn < 5_000 && screen.Shown.Length == 0; turn++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.Contains("Reading …", screen.Shown, StringComparison.Ordinal);
        screen.Press(LiveSignal.Leave);
        Assert.Equal(ExitCodes.Yes, await watching.WaitAsync(Bound));
    }

    [Fact]
    public async Task A_first_reading_that_fails_ends_it_with_its_own_error()
    {
        await using var world = await World.RunningAsync();
        using var screen = new FakeScreen();
        var watching = Task.Run(() => WatchRun.OfFlag(world, new Written(world.Time).Terminal, "serach", Interval).LiveAsync(screen, CancellationToken.None));

        Assert.Equal(ExitCodes.Usage, (await Assert.ThrowsAsync<CliException>(() => watching.WaitAsync(Bound))).ExitCode);
    }

    [Fact]
    public async Task Cancelling_ends_it_as_interrupted()
    {
        await using var world = await World.RunningAsync();
        using var screen = new FakeScreen();
        using var ended = new CancellationTokenSource();
        var watching = Watch(world, screen, ended.Token);
        await screen.UntilShownAsync(world, "stage 1/3 alpha");

        await ended.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await watching.WaitAsync(Bound));
    }

    [Fact]
    public async Task Where_there_is_no_terminal_each_change_is_a_line()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);
        using var ended = new CancellationTokenSource();
        using var fault = At(world, 15, () => world.Fault = new IOException("Gone."));
        using var back = At(world, 45, () => world.Fault = null);
        using var pause = At(world, 65, () => world.Manager.PauseRolloutAsync("search", new RolloutActor("ada\u001b[2J", "lunch")).GetAwaiter().GetResult());
        using var end = At(world, 85, ended.Cancel);

        var exit = await world.UntilAsync(() => WatchRun.OfFlag(world, written.Terminal, "search", Interval).LogAsync(asJson: false, ended.Token));

        Approved.Check($"exit {exit}\n{written.Text}");
    }

    [Fact]
    public async Task Json_is_a_document_for_each_look()
    {
        await using var world = await World.RunningAsync();
        var written = new Written(world.Time);
        using var ended = new CancellationTokenSource();
        using var fault = At(world, 15, () => world.Fault = new IOException("Gone."));
        using var end = At(world, 25, ended.Cancel);

        await world.UntilAsync(() => WatchRun.OfFlag(world, written.Terminal, "search", Interval).LogAsync(asJson: true, ended.Token));

        var documents = written.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, documents.Length);
        Assert.Equal("alpha", documents[0].GetProperty("rollout").GetProperty("stage").GetString());
        Assert.Equal("running", documents[0].GetProperty("assessment").GetProperty("status").GetString());
        Assert.True(documents[0].GetProperty("events").GetArrayLength() > 0);
        Assert.Equal(0, documents[1].GetProperty("events").GetArrayLength());
        Assert.Equal(("Gone.", JsonValueKind.Null), (documents[2].GetProperty("trouble").GetString(), documents[2].GetProperty("rollout").ValueKind));
    }

    [Fact]
    public async Task One_page_can_be_printed_of_one_or_of_all()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await FileScene.StartAsync(folder, "search");

        var one = await folder.RunAsync("watch", "search", "--once");
        var all = await folder.RunAsync("watch", "--once");
        var wrong = await folder.RunAsync("watch", "--interval", "0");

        Assert.Equal((0, true), (one.ExitCode, one.Out.Contains("stage 1/3 alpha", StringComparison.Ordinal)));
        Assert.Contains("! Readings are in the host's memory; use --url", one.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', one.Out);
        Assert.Equal((0, true), (all.ExitCode, all.Out.Contains("1/3 alpha", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Usage, "feature-rollout: --interval takes 1s or more.\n"), (wrong.ExitCode, wrong.Error.ReplaceLineEndings("\n")));
    }

    private static ITimer At(World world, int seconds, Action act) => world.Time.CreateTimer(_ => act(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private static Task<int> Watch(World world, FakeScreen screen, CancellationToken cancellationToken = default) =>
        Task.Run(() => WatchRun.OfFlag(world, new Written(world.Time).Terminal, "search", Interval).LiveAsync(screen, cancellationToken), CancellationToken.None);
}
