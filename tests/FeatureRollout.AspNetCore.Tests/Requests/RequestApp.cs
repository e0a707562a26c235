using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Requests;

/// <summary>On what an application runs, and whether its requests have activities.</summary>
public enum Host
{
    TestHost,
    TestHostWithoutActivities,
    Kestrel,
    KestrelWithoutActivities,
}

/// <summary>A small application with flags and the middleware.</summary>
internal sealed class RequestApp : IAsyncDisposable
{
    public const string Flags = """
        { "flags": {
            "on": { "percentage": 100 }, "off": { "percentage": 0 }, "other": { "percentage": 100 }, "half": { "percentage": 50 },
            "named": { "percentage": 0, "include": ["acme"] },
            "colour": { "percentage": 100, "variants": { "blue": { "weight": 1, "value": "#00f" } } } } }
        """;

    private readonly WebApplication _app;

    private RequestApp(WebApplication app, FeatureFlags flags, HttpClient client) => (_app, this.Client, Asked) = (app, client, flags);

    public HttpClient Client { get; }

    /// <summary>The flags; not the services', which end with the application.</summary>
    public FeatureFlags Asked { get; }

    public static TheoryData<Host> Hosts => [Host.TestHost, Host.TestHostWithoutActivities, Host.Kestrel, Host.KestrelWithoutActivities];

    public static async Task<RequestApp> StartAsync(
        Host host,
        Action<WebApplication> build,
        Action<FeatureRolloutWebOptions>? options = null,
        Action<IServiceCollection>? services = null,
        TimeProvider? time = null,
        string flags = Flags,
        bool uses = true)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        if (host is Host.TestHost or Host.Kestrel)
        {
            builder.Logging.AddProvider(new QuietLogging());
        }

        if (host is Host.TestHost or Host.TestHostWithoutActivities)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        var client = FeatureFlags.FromJson(flags, time ?? TimeProvider.System);
        builder.Services.AddSingleton<IFeatureFlags>(client);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        if (options is not null)
        {
            builder.Services.Configure(options);
        }

        builder.Services.Configure<TestServerOptions>(server => server.PreserveExecutionContext = true);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (uses)
        {
            app.UseFeatureRollout();
        }

        build(app);
        await app.StartAsync();
        return new RequestApp(app, client, ClientOf(app));
    }

    /// <summary>Waits until every request has wholly ended: a client may have its response before.</summary>
    public Task EndAsync() => _app.StopAsync();

    public (long Successes, long Failures) On(string flag) => Count(Asked.GetStatistics(flag)!.On);

    public (long Successes, long Failures) Off(string flag) => Count(Asked.GetStatistics(flag)!.Off);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Asked.Dispose();
    }

    private static (long Successes, long Failures) Count(ArmStatistics arm) => (arm.Successes, arm.Failures);

    private static HttpClient ClientOf(WebApplication app)
    {
        var server = app.Services.GetRequiredService<IServer>();
        return server is TestServer test
            ? test.CreateClient()
            : new HttpClient { BaseAddress = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    /// <summary>Wants to log, as an application's logging does, so that requests have activities; writes nothing.</summary>
    private sealed class QuietLogging : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
