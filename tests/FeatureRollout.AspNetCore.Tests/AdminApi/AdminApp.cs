using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

/// <summary>An application in production with flags of a file, a store in memory, three keys, the admin API and its document.</summary>
internal sealed class AdminApp : IAsyncDisposable
{
    public const string Reader = "reader-key-0123456789";
    public const string Operator = "operator-key-0123456789";
    public const string Administrator = "administrator-key-0123456789";
    public const string Evaluator = "evaluator-key-0123456789";

    public const string Flags = """
        {
          "flags": {
            "conversations": { "enabled": true, "percentage": 100, "owner": "support" },
            "sentiment_analysis": { "percentage": 0, "requires": ["conversations"], "owner": "support", "message": "Coming soon", "include": ["thompson-engineering"] },
            "outbound_calls": { "percentage": 5 },
            "enable_retry_logic": { "enabled": true },
            "voicemail_detection": { "enabled": true },
            "bulk_import": { "enabled": true, "expires": "2020-01-01" },
            "with_rules": { "percentage": 10, "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 100 }], "variants": { "blue": { "weight": 1, "value": { "x": 1 } } } },
            "new_checkout": {},
            "new_search": {},
            "guarded": {}
          },
          "plans": {
            "short": {
              "minimumSamples": 10,
              "milestones": [{ "name": "announced", "day": 1 }],
              "metrics": { "nps": { "description": "net promoter score" } },
              "checklist": [{ "item": "tested" }],
              "approvals": ["lead"],
              "stages": [
                { "name": "alpha", "percentage": 12.5, "minimumDuration": "1d 12h", "advanceWhen": ["error_rate < 5%", "avg(nps) > 10"], "approvals": ["lead"] },
                { "name": "beta", "percentage": 50, "automatic": false },
                { "name": "all", "percentage": 100 }
              ]
            },
            "easy": { "stages": [{ "name": "some", "percentage": 20 }, { "name": "all", "percentage": 100, "minimumDuration": "1d" }] }
          },
          "rollouts": { "guarded": { "plan": "short" } }
        }
        """;

    private readonly WebApplication _app;
    private readonly string _file;

    private AdminApp(WebApplication app, HttpClient client, RecordedLogs logs, string file) =>
        (_app, Client, Logs, _file) = (app, client, logs, file);

    public HttpClient Client { get; }

    public RecordedLogs Logs { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    public IRolloutManager Manager => Services.GetRequiredService<IRolloutManager>();

    public FeatureFlags Served => Services.GetRequiredService<FeatureFlags>();

    public static async Task<AdminApp> StartAsync(bool kestrel = false, IRolloutStateStore? store = null, Action<FeatureRolloutWebOptions>? configure = null)
    {
        var file = Path.Combine(Path.GetTempPath(), $"admin-api-{Guid.NewGuid():n}.json");
        await File.WriteAllTextAsync(file, Flags);
        var logs = new RecordedLogs();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        if (kestrel)
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddOpenApi();
        builder.Services.AddFeatureRollout(options => (options.Environment, options.RunController) = ("production", false))
            .AddJsonFile(file)
            .AddStore(store ?? new MemoryRolloutStore())
            .AddWeb(options =>
            {
                options.ApiKeys.Add(new() { Name = "evaluator", Key = Evaluator, Role = FeatureRolloutRole.Evaluate });
                options.ApiKeys.Add(new() { Name = "reader", Key = Reader, Role = FeatureRolloutRole.Read });
                options.ApiKeys.Add(new() { Name = "operator", Key = Operator, Role = FeatureRolloutRole.Operate });
                options.ApiKeys.Add(new() { Name = "administrator", Key = Administrator, Role = FeatureRolloutRole.Administer });
                configure?.Invoke(options);
            });
        var app = builder.Build();
        app.MapFeatureRolloutAdminApi();
        app.MapOpenApi();
        await app.StartAsync();
        var status = app.Services.GetRequiredService<FeatureFlags>().Status;
        Assert.True(status.Readiness == FlagsReadiness.Ready, string.Join('\n', status.Providers.SelectMany(provider => provider.Problems)));
        var client = kestrel ? new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) } : app.GetTestClient();
        return new AdminApp(app, client, logs, file);
    }

    public Task<Reply> GetAsync(string path, string key = Reader, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, key, headers);

    public Task<Reply> PostAsync(string path, string? body = null, string key = Administrator, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, key, headers);

    public Task<Reply> PatchAsync(string path, string body, string key = Operator, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Patch, path, body, key, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/api/v2/" + path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.Remove(name);
                Assert.True(request.Content.Headers.TryAddWithoutValidation(name, value));
            }
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text, response.Headers.ETag?.ToString(), response.Content.Headers.ContentType?.MediaType, response.Headers.Location?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        File.Delete(_file);
    }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, string Text, string? ETag, string? Type, string? Location)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>A member of the body.</summary>
    public JsonElement this[string name] => Json.GetProperty(name);

    /// <summary>Checks the status and goes on with the same reply.</summary>
    public Reply Is(int status)
    {
        Assert.True(status == Status, $"{Status}: {Text}");
        if (status >= 400 && Text.Length > 0)
        {
            Assert.Equal("application/problem+json", Type);
            Assert.Equal(status, this["status"].GetInt32());
        }

        return this;
    }

    /// <summary>Checks that it is a refusal with these words, about this member.</summary>
    public Reply Is(int status, string detail, string? field = null)
    {
        Is(status);
        Assert.Contains(detail, this["detail"].GetString(), StringComparison.Ordinal);
        if (field is not null)
        {
            Assert.Equal(field, this["field"].GetString());
        }

        return this;
    }
}

/// <summary>Everything that was logged, as lines.</summary>
internal sealed class RecordedLogs : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public string All
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
