using Deque.AxeCore.Playwright;
using FeatureRollout.AspNetCore.Tests.Dashboard;
using FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage;
using Microsoft.Playwright;

namespace FeatureRollout.AspNetCore.Tests.Browser;

[Collection(BrowserTests.Name)]
[Trait("Requirement", "F-22")]
public sealed class FlagPageBrowserTests(BrowserFixture browser)
{
    private static readonly RolloutActor Maria = new("maria", "planned");

    [BrowserFact]
    [Trait("Requirement", "S4-10")]
    public async Task A_rollout_lives_its_whole_life_through_the_page()
    {
        await using var app = await DashboardApp.StartAsync(FlagPageServer.Flags);
        await using var watched = await browser.OpenAsync();
        await LiveAsync(app, watched);
    }

    [BrowserFact]
    [Trait("Requirement", "S4-10")]
    public async Task The_same_life_needs_no_script()
    {
        await using var app = await DashboardApp.StartAsync(FlagPageServer.Flags);
        await using var watched = await browser.OpenAsync(390, hasScript: false);
        await LiveAsync(app, watched);
    }

    [BrowserFact]
    [Trait("Requirement", "S4-10")]
    public async Task A_dialog_is_cancelled_without_a_trace()
    {
        await using var app = await DashboardApp.StartAsync(FlagPageServer.Flags);
        await app.Manager.StartRolloutAsync("checkout_v2", Maria);
        await using var watched = await browser.OpenAsync();
        await watched.SignInAsync(app, DashboardApp.OperatorKey);
        var page = watched.Page;
        await page.GotoAsync(app.Root + "/flags/checkout_v2");
        await page.Locator("#actions").GetByText("Rollback", new() { Exact = true }).ClickAsync();
        await page.Locator("dialog[open]").WaitForAsync();
        Assert.Contains("express_pay", await page.Locator("dialog").InnerTextAsync(), StringComparison.Ordinal);
        await page.EvaluateAsync("window.sameDocument = true");
        await page.Locator("dialog a[data-cancel]").ClickAsync();
        await page.Locator("dialog[open]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"), "Cancel loaded the page again.");
        Assert.Equal("Rollback", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        Assert.Equal(RolloutStatus.Running, (await app.Manager.GetRolloutConfigAsync("checkout_v2"))!.Status);
    }

    [BrowserFact]
    public async Task What_others_do_appears_without_a_reload()
    {
        await using var app = await DashboardApp.StartAsync(FlagPageServer.Flags);
        await app.Manager.StartRolloutAsync("checkout_v2", Maria);
        await using var watched = await browser.OpenAsync();
        await watched.SignInAsync(app, DashboardApp.ReaderKey);
        await watched.Page.GotoAsync(app.Root + "/flags/checkout_v2");
        await watched.Page.Locator("#head .badge", new() { HasText = "Running" }).WaitForAsync();
        await app.Manager.KillFeatureAsync("checkout_v2", Maria);
        await watched.Page.Locator("#head .badge", new() { HasText = "Killed" }).WaitForAsync();
        await watched.Page.Locator("#events li", new() { HasText = "killed" }).First.WaitForAsync();
    }

    [BrowserTheory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1600, true)]
    public async Task Axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(int width, bool isDark)
    {
        await using var app = await DashboardApp.StartAsync(FlagPageServer.Flags);
        await app.Manager.StartRolloutAsync("checkout_v2", Maria);
        await app.Manager.ReportIncidentAsync("checkout_v2", "P3", "slow", Maria);
        foreach (var customer in Enumerable.Range(0, 300))
        {
            var asked = app.Flags.Evaluate("checkout_v2", $"customer-{customer}");
            app.Flags.RecordOutcome(asked, customer % 5 == 0 ? FlagOutcome.Failure(new OutcomeError("it broke", $"customer-{customer}"), TimeSpan.FromMilliseconds(40)) : FlagOutcome.Success(TimeSpan.FromMilliseconds(30)));
        }

        await using var watched = await browser.OpenAsync(width, isDark);
        await watched.SignInAsync(app, DashboardApp.AdministratorKey);
        foreach (var path in new[] { "/flags/checkout_v2", "/flags/banner", "/flags/checkout_v2/confirm/rollback", "/flags/checkout_v2/confirm/force-advance" })
        {
            await watched.Page.GotoAsync(app.Root + path);
            await watched.Page.Locator("details").EvaluateAllAsync<object?>("all => all.forEach(one => one.open = true)");
            var result = await watched.Page.RunAxe();
            var serious = result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{path}: {violation.Id} {violation.Help}: {violation.Nodes[0].Html}");
            Assert.Empty(serious);
            Assert.True(await watched.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}.");
            Assert.True(await watched.Page.EvaluateAsync<bool>("[...document.querySelectorAll('#criteria .fr-scroll')].every(part => part.scrollWidth <= part.clientWidth)"), "A criterion is cut off.");
        }
    }

    private static async Task LiveAsync(DashboardApp app, WatchedPage watched)
    {
        var page = watched.Page;
        await watched.SignInAsync(app, DashboardApp.AdministratorKey);
        await page.GotoAsync(app.Root + "/flags/checkout_v2");
        await PressAsync(page, "Start", null, "Started.");
        await PressAsync(page, "Advance anyway…", "agreed in the meeting", "Went on.");
        await PressAsync(page, "Hold", null, "Held.");
        await PressAsync(page, "Resume", null, "Resumed.");
        await PressAsync(page, "Rollback", "errors in the logs", "Rolled back: off for everybody.");
        Assert.Equal(RolloutStatus.RolledBack, (await app.Manager.GetRolloutConfigAsync("checkout_v2"))!.Status);
        await PressAsync(page, "Start again", null, "Started.");
        await PressAsync(page, "Kill", "double charges", "Killed: off for everybody.");
        await page.Locator("#head", new() { HasText = "The new checkout is being repaired." }).WaitForAsync();
        await PressAsync(page, "Revive", "mended", "The kill switch was put back.");
        Assert.Equal(RolloutStatus.Paused, (await app.Manager.GetRolloutConfigAsync("checkout_v2"))!.Status);
        var reasons = (await app.Manager.ReadEventsAsync("checkout_v2")).Select(happened => happened.Reason).OfType<string>();
        Assert.Equal(["agreed in the meeting", "errors in the logs", "double charges", "mended"], reasons.Where(reason => !reason.Contains("Step", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    /// <summary>Presses a button, fills in what its dialog or page asks for, sends it, and waits for the page to say so.</summary>
    private static async Task PressAsync(IPage page, string button, string? reason, string done)
    {
        await page.Locator("#actions a", new() { HasTextString = button }).First.ClickAsync();
        var form = page.Locator("form[action*='/actions/']").Filter(new() { Has = page.Locator("textarea[name=reason]") });
        if (reason is not null)
        {
            await form.Locator("textarea[name=reason]").FillAsync(reason);
        }

        await form.Locator("button.primary").ClickAsync();
        await page.Locator("#head [role=status]", new() { HasText = done }).WaitForAsync();
    }
}
