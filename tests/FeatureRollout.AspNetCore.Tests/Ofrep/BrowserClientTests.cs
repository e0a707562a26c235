using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>The public web client where it lives: in a browser, with its EventSource, its storage and its rules between origins.</summary>
[Trait("Requirement", "F-19")]
public sealed class BrowserClientTests
{
    private const string On = """{ "flags": { "on": { "enabled": true }, "listed": { "percentage": 0, "include": ["acme"] } } }""";
    private const string Off = """{ "flags": { "on": { "enabled": false }, "listed": { "percentage": 0, "include": ["acme"] } } }""";

    private static readonly string[] Arguments =
        ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    [FactWithNpmClients(Browser = true)]
    public async Task A_page_of_another_origin_gets_flags_changes_and_contexts_with_a_key()
    {
        await using var shop = await OfrepHost.StartAsync(On, map: MapPage);
        await using var host = await OfrepHost.StartAsync(
            On,
            services: services => services.AddCors(cors => cors.AddPolicy("shop", policy => policy
                .WithOrigins(shop.Address.GetLeftPart(UriPartial.Authority)).WithHeaders("Content-Type", "Authorization", "If-None-Match").WithExposedHeaders("ETag", "Retry-After"))),
            use: app => app.UseCors(),
            map: app => app.MapFeatureRolloutOfrep().RequireCors("shop"));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(shop.Address);

        Assert.Equal("READY", await ConnectAsync(page, host.Address.ToString().TrimEnd('/'), OfrepHost.Key));
        Assert.True(await IsOnAsync(page, "on", false));
        Assert.False(await IsOnAsync(page, "listed", true));

        await host.SetAsync(Off);
        await page.WaitForFunctionAsync("() => !client.getBooleanValue('on', true)");
        Assert.Equal(["on"], await page.EvaluateAsync<string[]>("() => changes.at(-1)"));

        await page.EvaluateAsync("() => setContext({ targetingKey: 'acme' })");
        Assert.True(await IsOnAsync(page, "listed", false));

        await host.SetAsync(On);
        await page.WaitForFunctionAsync("() => client.getBooleanValue('on', false)");
    }

    [FactWithNpmClients(Browser = true)]
    public async Task A_page_of_the_host_may_say_where_to_ask_without_a_host_and_remembers_over_reloads()
    {
        await using var host = await OfrepHost.StartAsync(On, options => options.DangerousAnonymousRole = FeatureRolloutRole.Evaluate, map: app =>
        {
            MapPage(app);
            app.MapFeatureRolloutOfrep();
        });
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Address);
        Assert.Equal("READY", await ConnectAsync(page, ""));
        Assert.True(await IsOnAsync(page, "on", false));
        await host.SetAsync(Off);
        await page.WaitForFunctionAsync("() => !client.getBooleanValue('on', true)");

        // What changes while the page is away is there once it is back, whatever the browser has kept.
        await page.GotoAsync("about:blank");
        await host.SetAsync(On);
        _ = await page.GotoAsync(host.Address.ToString());
        await page.WaitForFunctionAsync("() => window.isLoaded");
        Assert.Equal("READY", await ConnectAsync(page, ""));
        await page.WaitForFunctionAsync("() => client.getBooleanValue('on', false)");

        await host.SetAsync(Off);
        await page.WaitForFunctionAsync("() => !client.getBooleanValue('on', true)");
    }

    private static Task<string> ConnectAsync(IPage page, string baseUrl, string? key = null) => page.EvaluateAsync<string>(
        "([baseUrl, key]) => connect({ baseUrl, headers: key ? [['Authorization', `Bearer ${key}`]] : [] }, { targetingKey: 'somebody' })", new[] { baseUrl, key });

    private static Task<bool> IsOnAsync(IPage page, string key, bool fallback) =>
        page.EvaluateAsync<bool>("([key, fallback]) => client.getBooleanValue(key, fallback)", new object[] { key, fallback });

    private static void MapPage(WebApplication app)
    {
        var folder = NodeClient.FolderOf("web");
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/npm", FileProvider = new PhysicalFileProvider(Path.Combine(folder, "node_modules")) });
        app.MapGet("/", () => Results.File(Path.Combine(folder, "page.html"), "text/html"));
    }

    private sealed class Browser : IAsyncDisposable
    {
        private readonly IPlaywright _playwright;
        private readonly IBrowser _browser;

        private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

        public static async Task<Browser> StartAsync()
        {
            var playwright = await Playwright.CreateAsync();
            return new Browser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = NodeClient.Chromium, ChromiumSandbox = false, Args = Arguments }));
        }

        public async Task<IPage> OpenAsync(Uri address)
        {
            var page = await _browser.NewPageAsync();
            _ = await page.GotoAsync(address.ToString());
            await page.WaitForFunctionAsync("() => window.isLoaded");
            return page;
        }

        public async ValueTask DisposeAsync()
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
        }
    }
}
