using System.Net;

namespace FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage;

public sealed class FlagPageTests
{
    private const string Path = "/rollouts/flags/checkout_v2";
    private static readonly RolloutActor Maria = new("maria", "planned");

    [Fact]
    [Trait("Requirement", "S0-07")]
    public async Task Each_criterion_stands_with_reading_limit_samples_and_verdict_as_a_word()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        var (_, before) = await server.GetAsync(Path);
        Assert.Contains("<span>No data</span>", before, StringComparison.Ordinal);
        await server.PassAsync(TimeSpan.FromMinutes(14), onFails: 0, latencyMs: 1_000);
        var (status, page) = await server.GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, status);
        var row = Between(page, "error_rate &lt; 1% over 10m", "</tr>");
        Assert.Contains("data-name=\"Reading\" class=\"number\">0 %", row, StringComparison.Ordinal);
        Assert.Contains("data-name=\"Limit\" class=\"number\">1 %", row, StringComparison.Ordinal);
        Assert.Contains("<span>Pass</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span>Quiet</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span>Fires</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-06")]
    public async Task Errors_latency_traffic_and_successes_of_on_and_off_are_drawn_over_each_span_with_stage_changes()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.PassAsync(TimeSpan.FromMinutes(3));
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.PassAsync(TimeSpan.FromMinutes(3));
        foreach (var span in new[] { "", "?over=15m", "?over=1h", "?over=24h", "?over=7d", "?over=nonsense" })
        {
            var (_, page) = await server.GetAsync(Path + span);
            foreach (var chart in new[] { "errors", "latency", "traffic", "successes" })
            {
                Assert.Contains($"id=\"chart-{chart}-title\"", page, StringComparison.Ordinal);
            }

            Assert.Contains("class=\"fr-mark-text\"", page, StringComparison.Ordinal);
            Assert.Contains("started with own people at 2 %", page, StringComparison.Ordinal);
            Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_charts_of_a_young_rollout_begin_with_a_quarter_of_an_hour()
    {
        const string Chosen = " aria-current=\"true\">";
        await using var server = await FlagPageServer.StartAsync();
        Assert.Contains(Chosen + "1 h", (await server.GetAsync(Path)).Html, StringComparison.Ordinal);
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.PassAsync(TimeSpan.FromMinutes(14));
        Assert.Contains(Chosen + "15 min", (await server.GetAsync(Path)).Html, StringComparison.Ordinal);
        Assert.Contains(Chosen + "24 h", (await server.GetAsync(Path + "?over=24h")).Html, StringComparison.Ordinal);
        await server.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Contains(Chosen + "1 h", (await server.GetAsync(Path)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_numbers_after_a_rollback_are_those_from_before_it()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.PassAsync(TimeSpan.FromMinutes(5), onFails: 1.1);
        await server.Manager.RollbackFeatureAsync("checkout_v2", Maria);
        await server.PassAsync(TimeSpan.FromMinutes(1));
        var numbers = Between((await server.GetAsync(Path)).Html, "id=\"numbers\"", "</section>");
        Assert.Contains("before it went off", numbers, StringComparison.Ordinal);
        Assert.Contains("<b>100 %</b>", numbers, StringComparison.Ordinal);
        Assert.DoesNotContain("of 0 with the flag on", numbers, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_killed_flag_says_that_it_is_disabled_everywhere_and_what_users_are_told()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.Manager.KillFeatureAsync("checkout_v2", Maria);
        await server.ClientFlags.RefreshAsync();
        var (_, page) = await server.GetAsync(Path);

        // What this process serves is noticed in the background.
        for (var looks = 0; looks < 200 && page.Contains("not yet everywhere", StringComparison.Ordinal); looks++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            (_, page) = await server.GetAsync(Path);
        }

        Assert.Contains("<bdi>disabled</bdi> everywhere since", page, StringComparison.Ordinal);
        Assert.Contains(">1 of 1</a>", page, StringComparison.Ordinal);
        Assert.Contains("Users are told: <q><bdi>The new checkout is being repaired.</bdi></q>", page, StringComparison.Ordinal);
        Assert.Contains("<span>Killed</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    [Trait("Requirement", "S4-14")]
    public async Task Customers_are_an_estimate_with_its_error_and_errors_stand_with_customer_stage_and_metadata()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        for (var i = 0; i < 3; i++)
        {
            await server.Manager.AdvanceRolloutAsync("checkout_v2", Maria, force: true);
        }

        await server.PassAsync(TimeSpan.FromMinutes(1), onFails: 0.04, latencyMs: 100);
        var (_, page) = await server.GetAsync(Path);
        Assert.Matches("about [0-9,]+ ± [0-9.]+ %", WebUtility.HtmlDecode(page));
        Assert.Contains("CardDeclinedException: 402 from /v2/charge", page, StringComparison.Ordinal);
        Assert.Matches("name=\"customer\" value=\"customer-[0-9]+\"", page);
        Assert.Matches("<bdi>order</bdi>: <bdi>A-[0-9]+</bdi>", page);
        Assert.Contains("data-name=\"Stage\"><bdi>most</bdi>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ladder_is_an_ordered_list_whose_present_stage_is_the_current_step()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.Manager.AdvanceRolloutAsync("checkout_v2", Maria, force: true);
        await server.Manager.TickAsync("checkout_v2", "Support knows", new RolloutActor("chris"));
        var (_, page) = await server.GetAsync(Path);
        var ladder = Between(page, "<ol class=\"fr-ladder\">", "</section>");
        Assert.Equal(5, Count(ladder, "<li class=\"fr-rung"));
        Assert.Equal(1, Count(ladder, "aria-current=\"step\""));
        Assert.Contains("aria-current=\"step\"", Between(ladder, "fr-present", "canary"), StringComparison.Ordinal);
        Assert.Contains("<bdi>chris</bdi>", ladder, StringComparison.Ordinal);
        Assert.Contains("20 min left of 20 min at least", ladder, StringComparison.Ordinal);
        Assert.Contains("approval by product-manager", ladder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_before_the_next_stage_is_listed_beside_a_disabled_advance()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        var (_, page) = await server.GetAsync(Path, FlagPageServer.OperatorKey);
        Assert.Contains("<button type=\"button\" class=\"primary\" disabled aria-describedby=\"unmet\">Advance</button>", page, StringComparison.Ordinal);
        Assert.Contains("What still stands before “canary”", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("error_rate &lt; 1% over 10m", Between(page, "id=\"unmet\"", "</ul>"), StringComparison.Ordinal);
        Assert.DoesNotContain("force-advance", page, StringComparison.Ordinal);
        var (_, administrators) = await server.GetAsync(Path);
        Assert.Contains("confirm/force-advance", administrators, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_sees_no_control_that_changes_anything()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", Maria);
        await server.Manager.ReportIncidentAsync("checkout_v2", "P3", "slow", Maria);
        foreach (var flag in new[] { "checkout_v2", "banner" })
        {
            var (_, page) = await server.GetAsync("/rollouts/flags/" + flag, FlagPageServer.ReaderKey);
            Assert.DoesNotContain("/confirm/", page, StringComparison.Ordinal);
            Assert.DoesNotContain("/actions/", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Requirement", "S4-12")]
    public async Task Flags_under_no_rollout_and_planned_ones_have_a_page_and_unknown_ones_have_none()
    {
        await using var server = await FlagPageServer.StartAsync();
        var (_, banner) = await server.GetAsync("/rollouts/flags/banner");
        Assert.Contains("<b>40</b> %", banner, StringComparison.Ordinal);
        Assert.Contains("confirm/set-percentage", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("confirm/advance", banner, StringComparison.Ordinal);
        var (_, planned) = await server.GetAsync(Path);
        Assert.Contains("confirm/start", planned, StringComparison.Ordinal);
        var (missing, page) = await server.GetAsync("/rollouts/flags/nobody-knows-it");
        Assert.Equal(HttpStatusCode.NotFound, missing);
        Assert.Contains("nobody-knows-it", page, StringComparison.Ordinal);
        Assert.Contains("Did you mean <a href=\"/rollouts/flags/gift_cards\"", (await server.GetAsync("/rollouts/flags/gift-card")).Html, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-22")]
    public async Task Hostile_texts_are_shown_as_text()
    {
        const string Hostile = "<script>alert(1)</script>\"'\r\n\u001b[31m\u202Ex\u0000";
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync("checkout_v2", new RolloutActor(Hostile, Hostile));
        await server.Manager.ReportIncidentAsync("checkout_v2", Hostile, Hostile, new RolloutActor(Hostile, Hostile));
        for (var i = 0; i < 4; i++)
        {
            await server.Manager.AdvanceRolloutAsync("checkout_v2", new RolloutActor(Hostile, Hostile), force: true);
        }

        var asked = server.ClientFlags.Evaluate("checkout_v2", Hostile);
        server.ClientFlags.RecordOutcome(asked, FlagOutcome.Failure(new OutcomeError(Hostile, Hostile, new Dictionary<string, string>(StringComparer.Ordinal) { [Hostile] = Hostile })));
        await server.Manager.HoldRolloutAsync("checkout_v2", TimeSpan.FromHours(1), new RolloutActor(Hostile, Hostile));
        foreach (var path in new[] { Path, Path + "/confirm/rollback", Path + "/confirm/report-incident", $"{Path}?over={Uri.EscapeDataString(Hostile)}&did={Uri.EscapeDataString(Hostile)}" })
        {
            var (status, page) = await server.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\0", page, StringComparison.Ordinal);
        }
    }

    private static string Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no {from}.");
        var end = text.IndexOf(to, start, StringComparison.Ordinal);
        Assert.True(end >= 0, $"There is no {to} after {from}.");
        return text[start..end];
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
