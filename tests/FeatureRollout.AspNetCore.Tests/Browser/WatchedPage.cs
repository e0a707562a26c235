using System.Collections.Concurrent;
using FeatureRollout.AspNetCore.Tests.Dashboard;
using Microsoft.Playwright;

namespace FeatureRollout.AspNetCore.Tests.Browser;

/// <summary>A page whose errors are counted: console errors, uncaught exceptions, violations of the content security policy, requests to elsewhere.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _troubles = new();

    public WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message.Text))
            {
                _troubles.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _troubles.Enqueue($"exception: {error}");
        page.Request += (_, request) =>
        {
            if (!GoesElsewhere && !request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _troubles.Enqueue($"request to elsewhere: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Status codes that the test asks for, such as 403; Chromium writes each to the console.</summary>
    public HashSet<int> ExpectedStatus { get; } = [];

    /// <summary>Whether the test takes the application away.</summary>
    public bool ExpectsDisconnection { get; set; }

    /// <summary>Signs in on the dashboard, and ends at its first page.</summary>
    public async Task SignInAsync(DashboardApp app, string key)
    {
        ExpectedStatus.Add(401);
        await Page.GotoAsync(app.Root + "/sign-in");
        await Page.FillAsync("#key", key);
        await Page.ClickAsync("form.stack button");
        await Page.WaitForURLAsync(app.Root);
    }

    /// <summary>Whether the test goes to other sites.</summary>
    public bool GoesElsewhere { get; set; }

    public void AssertQuiet() => Assert.True(_troubles.IsEmpty, string.Join("\n", _troubles));

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        AssertQuiet();
    }

    private bool IsExpected(string text) =>
        (ExpectsDisconnection && text.Contains("net::ERR_", StringComparison.Ordinal))
        || ExpectedStatus.Any(status => text.Contains($"status of {status}", StringComparison.Ordinal));
}
