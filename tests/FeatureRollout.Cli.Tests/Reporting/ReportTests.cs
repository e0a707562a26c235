using System.Text.Json;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Reporting;

public sealed class ReportTests
{
    /// <summary>A budget of 600 a day, and a calendar from T-7 to T+10.</summary>
    private const string Flags = """
        {
          "flags": { "sentiment_analysis": { "owner": "support" }, "search": {} },
          "plans": {
            "weeks": {
              "owner": "DevOps", "start": "2026-01-05",
              "metrics": { "ml_cost_daily": { "budget": 600 } },
              "milestones": [
                { "name": "Infrastructure preparation", "day": -7, "owner": "DevOps" }, { "name": "Go/No-go meeting", "day": -3, "owner": "Leadership" },
                { "name": "Launch announcement", "day": 10, "owner": "Marketing" }
              ],
              "stages": [{ "name": "canary", "percentage": 5, "minimumDuration": "7d" }, { "name": "beta", "percentage": 25, "minimumDuration": "7d" }, { "name": "all", "percentage": 100 }]
            }
          },
          "rollouts": { "sentiment_analysis": { "plan": "weeks" }, "search": { "plan": "weeks" } }
        }
        """;

    private const string Hostile = "<script>alert(1)</script> [x](javascript:alert(2)) `code` | cell | <img src=x onerror=alert(3)> ![y](http://x.example/y) <https://x.example>";

    /// <summary>The same within the 128 characters that an owner may have.</summary>
    private const string HostileOwner = "<script>alert(4)</script> [x](javascript:alert(5)) `c` | <img src=x onerror=alert(6)> ![y](http://x.example) <https://x.example>";

    [Fact]
    [Trait("Requirement", "S3-11")]
    [Trait("Requirement", "S2-08")]
    [Trait("Requirement", "S0-13")]
    [Trait("Requirement", "F-23")]
    public async Task A_report_has_stage_dates_calendar_and_budget()
    {
        using var folder = await FilledAsync();

        var shown = await folder.RunAsync("report", "sentiment_analysis");

        Approved.Check(shown.ToString());
        Assert.Contains("| ml_cost_daily | 487 | 2026-01-13 | 600 per day | 81% | 14,610 | 18,000 | ✅ within |", shown.Out, StringComparison.Ordinal);
        Assert.Contains("| T-7 | 2025-12-29 | Infrastructure preparation | DevOps |", shown.Out, StringComparison.Ordinal);
        Assert.Contains("| T+10 | 2026-01-15 | Launch announcement | Marketing |", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task All_rollouts_stand_in_one_document_behind_a_table()
    {
        using var folder = await FilledAsync();

        Approved.Check((await folder.RunAsync("report")).ToString());
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task A_page_needs_nothing_else()
    {
        using var folder = await FilledAsync();

        var shown = await folder.RunAsync("report", "--html");

        Approved.Check(shown.ToString());
        Assert.DoesNotContain("http://", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    [Trait("Requirement", "F-23")]
    public async Task What_people_wrote_stays_text_and_breaks_no_table()
    {
        var owner = JsonSerializer.Serialize(HostileOwner);
        using var folder = await FilledAsync(Hostile, Flags
            .Replace("\"Marketing\"", owner, StringComparison.Ordinal).Replace("\"DevOps\"", owner, StringComparison.Ordinal).Replace("\"support\"", owner, StringComparison.Ordinal));

        var page = await folder.RunAsync("report", "sentiment_analysis", "--html");

        Assert.Equal(0, page.ExitCode);
        foreach (var harm in (string[])["<script", "<img", "<a ", "href", "<code", "src=\""])
        {
            Assert.DoesNotContain(harm, page.Out, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page.Out, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(4)&lt;/script&gt;", page.Out, StringComparison.Ordinal);
        using var other = await FilledAsync();
        var plain = await other.RunAsync("report", "sentiment_analysis", "--html");
        Assert.Equal(Count(plain.Out, "<td"), Count(page.Out, "<td"));
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task A_file_takes_the_place_of_the_one_that_was_there_as_a_whole()
    {
        using var folder = await FilledAsync();
        folder.Write("weekly.html", "old");

        var done = await folder.RunAsync("report", "--html", "--output", folder.In("weekly.html"));

        Assert.Equal((0, ""), (done.ExitCode, done.Out));
        Assert.StartsWith("<!doctype html>", File.ReadAllText(folder.In("weekly.html")), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(folder.Path, ".weekly*"), _ => true);
        Assert.Equal(73, (await folder.RunAsync("report", "--output", folder.In("nowhere/weekly.md"))).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task A_digest_tells_of_a_time_and_the_real_program_writes_it()
    {
        using var folder = await FilledAsync();

        var shown = await folder.RunProcessAsync("report", "--digest", "--from", "2026-01-05", "--until", "2026-01-20");

        Approved.Check(shown.ToString());
    }

    [Theory]
    [Trait("Requirement", "F-23")]
    [InlineData("--from is", "report", "--digest", "--from", "2026-02-01", "--until", "2026-01-01")]
    [InlineData("add --digest", "report", "--from", "2026-02-01")]
    [InlineData("leave the flag out", "report", "search", "--digest")]
    [InlineData("cannot be had together", "report", "--html", "--json")]
    [InlineData("--until: \"soon\" is not a time", "report", "--digest", "--until", "soon")]
    public async Task What_cannot_be_meant_is_refused(string message, params string[] arguments)
    {
        using var folder = new CliFolder(Flags);

        var refused = await folder.RunAsync(arguments);

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public async Task Without_a_rollout_there_is_a_report_that_says_so()
    {
        using var folder = new CliFolder("""{ "flags": { "search": {} } }""");

        Assert.Equal("# Rollout Status: production\n\nThere is no rollout.\n", (await folder.RunAsync("report")).Out);
    }

    /// <summary>An owner of more characters than it may have once ended in <c>There is no plan "weeks"</c>: of the tests' own client, which keeps quiet about a file.</summary>
    [Theory]
    [Trait("Requirement", "F-23")]
    [InlineData("report")]
    [InlineData("create", "search", "--plan", "weeks", "--yes", "--reason", "r")]
    public async Task A_broken_flag_file_is_said_to_be_one_with_its_place(params string[] arguments)
    {
        using var folder = new CliFolder(Flags.Replace("\"Marketing\"", JsonSerializer.Serialize(Hostile), StringComparison.Ordinal));

        var refused = await folder.RunAsync(arguments);

        Assert.Equal((65, ""), (refused.ExitCode, refused.Out));
        Assert.Contains("$.plans.weeks.milestones[2].owner: expected an owner of 1 to 128 characters", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("There is no plan", refused.Error, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>A rollout in its second stage, with a value, an incident and a milestone, at 10:00 on its ninth day.</summary>
    private static async Task<CliFolder> FilledAsync(string text = "Slow pages", string flags = Flags)
    {
        var folder = new CliFolder(flags);
        var time = new VirtualTimeProvider(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));
        folder.Time = time;
        var store = new JsonFileRolloutStore(folder.In("flags.json")) { TimeProvider = time };
        using var client = new FeatureFlags(new FeatureFlagsOptions { TimeProvider = time, Providers = { new JsonFileProvider(folder.In("flags.json")) { TimeProvider = time }, store } });
        await client.RefreshAsync(CancellationToken.None);
        Assert.True(client.Status.Readiness == FlagsReadiness.Ready, string.Join('\n', client.Status.Providers.SelectMany(provider => provider.Problems)));
        await using (var engine = new RolloutEngine(client, store, new RolloutOptions { MayControl = false }))
        {
            var (manager, ann) = (engine.Manager, new RolloutActor("ann", text));
            await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "sentiment_analysis", PlanName = "weeks" }, ann);
            await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "weeks" }, ann);
            await manager.MarkMilestoneAsync("sentiment_analysis", "Infrastructure preparation", "done", ann);
            await manager.StartRolloutAsync("sentiment_analysis", ann);
            time.Advance(TimeSpan.FromDays(7));
            await manager.AdvanceRolloutAsync("sentiment_analysis", ann, force: true);
            await manager.ReportIncidentAsync("sentiment_analysis", "P2", text, ann);
            time.Advance(TimeSpan.FromDays(1));
            await manager.ReportValueAsync("sentiment_analysis", "ml_cost_daily", 487, ann);
            time.Advance(TimeSpan.FromHours(1));
        }

        return folder;
    }
}
