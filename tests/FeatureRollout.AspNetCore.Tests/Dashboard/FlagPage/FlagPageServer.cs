using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FeatureRollout.Flags.Files;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage;

/// <summary>An application with the dashboard in virtual time, with customers that ask and report how it went.</summary>
internal sealed partial class FlagPageServer : IAsyncDisposable
{
    public const string ReaderKey = "reader-key-0123456789";
    public const string OperatorKey = "operator-key-0123456789";
    public const string OtherOperatorKey = "second-operator-key-0123456789";
    public const string AdministratorKey = "administrator-key-0123456789";

    public const string Flags = """
        {
          "flags": {
            "checkout_v2": { "owner": "payments", "message": "The new checkout is being repaired.", "fallback": "The old checkout" },
            "express_pay": { "requires": ["checkout_v2"], "percentage": 100 },
            "gift_cards": { "requires": ["express_pay"], "percentage": 100 },
            "banner": { "percentage": 40 }
          },
          "plans": { "careful": {
            "description": "Small first, then by thirds.",
            "minimumSamples": 50,
            "advanceWhen": ["error_rate < 1% over 10m", "p95(latency) < 400ms"],
            "rollbackWhen": ["error_rate > 5%", "open(P1) > 0"],
            "holdWhen": ["p95(latency) > 1s"],
            "bands": [{ "name": "rather slow", "when": "p95(latency) > 700ms", "then": { "hold": "2h" } }],
            "alerts": [{ "name": "errors rise", "when": "error_rate > 2%", "severity": "warning" }],
            "stages": [
              { "name": "own people", "percentage": 2, "minimumDuration": "10m", "description": "Our own accounts and a few others." },
              { "name": "canary", "percentage": 10, "minimumDuration": "20m", "checklist": { "end": [{ "item": "Support knows", "owner": "support" }] } },
              { "name": "a third", "steps": [{ "percentage": 25 }, { "after": "20m", "percentage": 35 }], "minimumDuration": "40m", "approvals": ["product-manager"], "automatic": false,
                "checklist": { "start": ["Capacity checked"], "end": [{ "item": "Refunds compared", "owner": "finance" }, { "item": "Translations", "required": false }] } },
              { "name": "most", "percentage": 75, "minimumDuration": "2h" },
              { "name": "everybody", "percentage": 100, "minimumDuration": "1d" }
            ] } },
          "rollouts": { "checkout_v2": { "plan": "careful" } }
        }
        """;

    private static readonly string[] Customers = [.. Enumerable.Range(0, 400).Select(i => $"customer-{i}")];

    private readonly WebApplication _app;

    private FlagPageServer(WebApplication app, HttpClient client, VirtualTimeProvider time)
    {
        (_app, Client, Time) = (app, client, time);
    }

    public HttpClient Client { get; }

    public VirtualTimeProvider Time { get; }

    public IRolloutManager Manager => _app.Services.GetRequiredService<IRolloutManager>();

    public FeatureFlags ClientFlags => _app.Services.GetRequiredService<FeatureFlags>();

    public RolloutEngine Engine => _app.Services.GetRequiredService<RolloutEngine>();

    public string Address => _app.Urls.First();

    public static async Task<FlagPageServer> StartAsync(string file = Flags, bool kestrel = false, FeatureRolloutRole? everybody = null)
    {
        var time = new VirtualTimeProvider(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (kestrel)
        {
            builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddFeatureRollout()
            .AddMemory(new MemoryProvider(FlagFileReader.Read(Encoding.UTF8.GetBytes(file), "flags.json"), name: "file"))
            .AddStore(new MemoryRolloutStore(time))
            .AddWeb(options =>
            {
                options.ApiKeys.Add(new() { Name = "reader", Key = ReaderKey, Role = FeatureRolloutRole.Read });
                options.ApiKeys.Add(new() { Name = "olivia", Key = OperatorKey, Role = FeatureRolloutRole.Operate });
                options.ApiKeys.Add(new() { Name = "oscar", Key = OtherOperatorKey, Role = FeatureRolloutRole.Operate });
                options.ApiKeys.Add(new() { Name = "ada", Key = AdministratorKey, Role = FeatureRolloutRole.Administer });
                options.DangerousAnonymousRole = everybody;
            });
        var app = builder.Build();
        app.MapFeatureRolloutDashboard();
        await app.StartAsync();
        var client = kestrel
            ? new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) }
            : app.GetTestClient();
        var server = new FlagPageServer(app, client, time);
        await server.ClientFlags.RefreshAsync();
        return server;
    }

    /// <summary>Time goes by; in each step customers ask and report, and the controller looks.</summary>
    public async Task PassAsync(TimeSpan time, double onFails = 0.004, double offFails = 0.006, double latencyMs = 180, string flag = "checkout_v2", TimeSpan? step = null, Random? random = null)
    {
        var each = step ?? TimeSpan.FromMinutes(1);
        random ??= new Random(7);
        for (var passed = TimeSpan.Zero; passed < time; passed += each)
        {
            Time.Advance(each);
            Traffic(flag, onFails, offFails, latencyMs, random);
            await Engine.LookAsync();
        }
    }

    public void Traffic(string flag, double onFails, double offFails, double latencyMs, Random random)
    {
        foreach (var customer in Customers)
        {
            var evaluation = ClientFlags.Evaluate(flag, customer);
            var failed = random.NextDouble() < (evaluation.Enabled ? onFails : offFails);
            var latency = TimeSpan.FromMilliseconds((evaluation.Enabled ? latencyMs : 210) * Math.Exp((random.NextDouble() + random.NextDouble() - 1) * 0.9));
            ClientFlags.RecordOutcome(evaluation, failed
                ? FlagOutcome.Failure(new OutcomeError(random.Next(3) == 0 ? "TimeoutException: the payment service did not answer" : "CardDeclinedException: 402 from /v2/charge", customer, new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = $"A-{random.Next(90_000)}", ["country"] = random.Next(2) == 0 ? "DE" : "NL" }), latency)
                : new FlagOutcome(true, latency));
        }
    }

    /// <summary>A page as somebody with this key sees it.</summary>
    public async Task<(HttpStatusCode Status, string Html)> GetAsync(string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Show(request, key);
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the form on a page would post, sent with these fields besides; first the page is read as a browser would.</summary>
    public async Task<Posted> ActAsync(string action, string? key = null, string flag = "checkout_v2", params (string Name, string Value)[] fields)
    {
        var form = await FormAsync(action, key, flag);
        return await PostAsync(action, form, key, flag, fields);
    }

    /// <summary>The hidden fields of a confirmation page and its cookie.</summary>
    public async Task<Form> FormAsync(string action, string? key = null, string flag = "checkout_v2")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/rollouts/flags/{flag}/confirm/{action}");
        Show(request, key);
        using var response = await Client.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        return new Form(
            response.StatusCode,
            html,
            Hidden().Matches(html).DistinctBy(field => field.Groups["name"].Value, StringComparer.Ordinal).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal),
            response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.First().Split(';')[0] : null);
    }

    public async Task<Posted> PostAsync(string action, Form form, string? key = null, string flag = "checkout_v2", params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/rollouts/flags/{flag}/actions/{action}");
        Show(request, key);
        if (form.Cookie is not null)
        {
            request.Headers.Add("Cookie", form.Cookie);
        }

        request.Content = new FormUrlEncodedContent([.. form.Hidden, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await Client.SendAsync(request);
        return new Posted(response.StatusCode, response.Headers.Location?.OriginalString, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static void Show(HttpRequestMessage request, string? key) =>
        request.Headers.Add("X-Api-Key", key ?? AdministratorKey);

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}

internal sealed record Form(HttpStatusCode Status, string Html, IReadOnlyDictionary<string, string> Hidden, string? Cookie);

internal sealed record Posted(HttpStatusCode Status, string? Location, string Html);
