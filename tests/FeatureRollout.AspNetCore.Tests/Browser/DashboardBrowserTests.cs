using Deque.AxeCore.Playwright;
using FeatureRollout.AspNetCore.Tests.Dashboard;
using Microsoft.Playwright;

namespace FeatureRollout.AspNetCore.Tests.Browser;

[Collection(BrowserTests.Name)]
[Trait("Requirement", "F-22")]
public sealed class DashboardBrowserTests(BrowserFixture browser)
{
    private static readonly string[] Pages = ["", "/customers", "/plans", "/fleet", "/audit", "/access", "/nothing-here", "/audit?flag=new_chekout", "/?q=nothing+fits"];

    [BrowserTheory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1600, false)]
    [InlineData(1600, true)]
    public async Task Axe_finds_nothing_serious_on_any_page(int width, bool isDark)
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync(width, isDark);
        page.ExpectedStatus.Add(404);
        await page.Page.GotoAsync(app.Root + "/sign-in");
        await AssertAccessibleAsync(page.Page, "/sign-in");
        await page.SignInAsync(app, DashboardApp.AdministratorKey);
        foreach (var path in Pages)
        {
            await page.Page.GotoAsync(app.Root + path);
            await AssertAccessibleAsync(page.Page, path);
        }

        await page.Page.GotoAsync(app.Root + "/customers");
        await page.Page.FillAsync("#customer", DashboardScene.HostileCustomer);
        await page.Page.ClickAsync(".customer-form button");
        await page.Page.Locator("details").EvaluateAllAsync<object?>("all => all.forEach(one => one.open = true)");
        await AssertAccessibleAsync(page.Page, "a customer");
    }

    [BrowserFact]
    public async Task Hostile_texts_are_text_on_every_page()
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync(390);
        page.ExpectedStatus.Add(404);
        await page.SignInAsync(app, DashboardApp.AdministratorKey);
        foreach (var path in Pages)
        {
            await page.Page.GotoAsync(app.Root + path);
            await AssertHarmlessAsync(page.Page, path);
        }

        foreach (var customer in new[] { DashboardScene.HostileCustomer, DashboardScene.LongCustomer })
        {
            await page.Page.GotoAsync(app.Root + "/customers");
            await page.Page.FillAsync("#customer", customer);
            await page.Page.ClickAsync(".customer-form button");
            await page.Page.Locator("#answers-title").WaitForAsync();
            await AssertHarmlessAsync(page.Page, "a customer");
        }
    }

    [BrowserFact]
    public async Task Every_page_is_reached_and_read_with_the_keyboard_alone()
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync();
        await page.SignInAsync(app, DashboardApp.ReaderKey);
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await FocusedAsync(page.Page));
        foreach (var name in new[] { "Customers", "Plans", "Fleet", "Audit", "Access", "Flags" })
        {
            await TabToAsync(page.Page, name);
            await page.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync(name, new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
            Assert.Equal(name, await page.Page.Locator("nav [aria-current=page]").InnerTextAsync());
        }

        await TabToAsync(page.Page, "Skip to content");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.True(await page.Page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)"));
    }

    [BrowserFact]
    [Trait("Requirement", "S0-07")]
    public async Task A_change_arrives_on_the_page_without_a_reload_and_leaves_focus_and_typed_text_alone()
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync();
        await page.SignInAsync(app, DashboardApp.ReaderKey);
        var share = page.Page.Locator("#flag-beta_search .share-number");
        Assert.Equal("12.5 %", await share.InnerTextAsync());
        await page.Page.FillAsync("#q", "beta");
        await page.Page.WaitForURLAsync("**?q=beta");
        await page.Page.EvaluateAsync("window.sameDocument = true");

        await app.Manager.SetPercentageAsync("beta_search", 40, new RolloutActor("ada", "wider"));

        await Assertions.Expect(share).ToHaveTextAsync("40 %", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        Assert.True(await page.Page.EvaluateAsync<bool>("window.sameDocument"));
        Assert.Equal("q", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("beta", await page.Page.InputValueAsync("#q"));
    }

    [BrowserFact]
    [Trait("Requirement", "S4-12")]
    public async Task A_confirmation_opens_in_a_dialog_that_takes_the_focus_and_gives_it_back()
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync();
        await page.SignInAsync(app, DashboardApp.OperatorKey);
        await page.Page.GotoAsync(app.Root + "/flags/new_checkout");
        var link = page.Page.Locator("a[data-dialog]", new PageLocatorOptions { HasText = "Kill" });
        await link.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        var dialog = page.Page.Locator("dialog[open]");
        await dialog.WaitForAsync();
        Assert.True(await page.Page.EvaluateAsync<bool>("document.querySelector('dialog').contains(document.activeElement)"));
        await AssertAccessibleAsync(page.Page, "the dialog");
        await page.Page.Keyboard.PressAsync("Escape");
        await dialog.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        Assert.Equal("Kill", await FocusedAsync(page.Page));
        Assert.EndsWith("/flags/new_checkout", page.Page.Url, StringComparison.Ordinal);
        Assert.True(app.Flags.GetDefinition("new_checkout")?.Enabled);
    }

    [BrowserFact]
    public async Task A_page_that_lost_its_application_says_so()
    {
        var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync();
        page.ExpectsDisconnection = true;
        await page.SignInAsync(app, DashboardApp.ReaderKey);
        await app.DisposeAsync();
        await page.Page.Locator("#disconnected").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Visible });
    }

    [BrowserFact]
    public async Task Everything_works_without_script()
    {
        await using var app = await DashboardScene.StartAsync();
        await using var page = await browser.OpenAsync(hasScript: false);
        await page.SignInAsync(app, DashboardApp.OperatorKey);
        await page.Page.FillAsync("#q", "checkout");
        await page.Page.ClickAsync("form.filters button");
        Assert.Equal(1, await page.Page.Locator("table.flags tbody tr").CountAsync());
        await page.Page.ClickAsync("text=Customers");
        await page.Page.FillAsync("#customer", "globex");
        await page.Page.ClickAsync(".customer-form button");
        var row = page.Page.Locator("tr", new PageLocatorOptions { HasText = "beta_search" });
        await row.Locator("details.fix summary").ClickAsync();
        await row.Locator("select").SelectOptionAsync("on");
        await row.Locator("input[name=reason]").FillAsync("asked for it");
        await row.Locator("details.fix button").ClickAsync();
        Assert.Contains("beta_search is now fixed on", await page.Page.Locator(".notice").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(app.Flags.IsEnabled("beta_search", "globex"));
    }

    private static async Task AssertAccessibleAsync(IPage page, string where)
    {
        var result = await page.RunAxe();
        var grave = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{where}: {violation.Id} ({violation.Impact}) {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
        Assert.Empty(grave);
    }

    /// <summary>Nothing of what somebody wrote has run, become an element, stretched the page or turned its text.</summary>
    private static async Task AssertHarmlessAsync(IPage page, string where)
    {
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"), where);
        Assert.Equal(0, await page.Locator("main img, main script, main iframe").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{where} is wider than the window");
        Assert.DoesNotMatch("[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]", await page.InnerTextAsync("body"));
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    private static async Task TabToAsync(IPage page, string name)
    {
        const int Most = 200;
        for (var tab = 0; tab < Most; tab++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync(page) == name)
            {
                Assert.True(await page.EvaluateAsync<bool>("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), $"the focus on \"{name}\" is not seen");
                return;
            }
        }

        Assert.Fail($"\"{name}\" is not reached with the keyboard.");
    }
}
