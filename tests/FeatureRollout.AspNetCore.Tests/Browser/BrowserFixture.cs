using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace FeatureRollout.AspNetCore.Tests.Browser;

/// <summary>Chromium, one for all tests of the collection; each test has a context of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why tests with a browser cannot run here; null where they can. Where tests must run, a missing browser is a failure.</summary>
    public static string? Missing { get; } = File.Exists(Program) || string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal)
        ? null
        : $"{Program} is not installed";

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A fresh page that nobody has signed in on; disposing it fails where it saw an error or a violation of the content security policy.</summary>
    /// <param name="width">Its width; the height is 900.</param>
    /// <param name="isDark">Whether it asks for dark colours.</param>
    /// <param name="hasScript">Whether scripts run.</param>
    internal async Task<WatchedPage> OpenAsync(int width = 1600, bool isDark = false, bool hasScript = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScript,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>Tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}

/// <summary>A theory that needs the browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    {
        _ = (sourceFilePath, sourceLineNumber);
        Skip = BrowserFixture.Missing;
    }
}

/// <summary>A fact that needs the browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    {
        _ = (sourceFilePath, sourceLineNumber);
        Skip = BrowserFixture.Missing;
    }
}
