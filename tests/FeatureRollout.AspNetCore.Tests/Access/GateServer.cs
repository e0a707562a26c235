using System.Net;
using FeatureRollout.Access;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Access;

/// <summary>A small application whose endpoints <c>/Evaluate</c>, <c>/Read</c> and so on need the role of their name and answer with who called.</summary>
internal sealed class GateServer : IAsyncDisposable
{
    public const string ReaderKey = "reader-key-0123456789";
    public const string OperatorKey = "operator-key-0123456789";
    public const string AdministratorKey = "administrator-key-0123456789";

    private readonly WebApplication _app;

    private GateServer(WebApplication app, HttpClient client, VirtualTimeProvider time) => (_app, Client, Time) = (app, client, time);

    public HttpClient Client { get; }

    public VirtualTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where requests of a test server seem to come from; null is what it gives by itself.</summary>
    public IPAddress? RemoteAddress { get; set; }

    public static Action<FeatureRolloutWebOptions> Keys { get; } = options =>
    {
        options.ApiKeys.Add(new() { Name = "reader", Key = ReaderKey, Role = FeatureRolloutRole.Read });
        options.ApiKeys.Add(new() { Name = "operator", Key = OperatorKey, Role = FeatureRolloutRole.Operate });
        options.ApiKeys.Add(new() { Name = "administrator", Key = AdministratorKey, Role = FeatureRolloutRole.Administer });
    };

    /// <param name="configure">The web options.</param>
    /// <param name="services">What the application adds besides.</param>
    /// <param name="use">Middleware in front of the endpoints.</param>
    /// <param name="kestrel">Over a real connection on this machine.</param>
    public static async Task<GateServer> StartAsync(
        Action<FeatureRolloutWebOptions> configure, Action<IServiceCollection>? services = null, Action<WebApplication>? use = null, bool kestrel = false)
    {
        var time = new VirtualTimeProvider();
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
        builder.Services.AddFeatureRollout().AddMemory(new MemoryProvider()).AddWeb(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        GateServer? server = null;
        app.Use((context, next) =>
        {
            if (!kestrel)
            {
                context.Connection.RemoteIpAddress = server!.RemoteAddress;
            }

            return next(context);
        });
        use?.Invoke(app);
        app.UseRouting();
        var gate = AccessGate.Of(app.Services, "MapTest");
        foreach (var role in Enum.GetValues<FeatureRolloutRole>())
        {
            foreach (var place in new[] { "/", "/rollouts/" })
            {
                var endpoint = app.Map(place + role, gate.Guard(role, AnswerAsync, RefuseAsync));
                if (place != "/")
                {
                    endpoint.WithMetadata(new AcceptsSignIn("/rollouts"));
                }
            }
        }

        app.Map("/rollouts/sign-in", context => gate.TrySignIn(context, context.Request.Query["key"], "/rollouts", out var refusal)
            ? Task.CompletedTask
            : RefuseAsync(context, refusal));
        app.Map("/rollouts/sign-out", context => AccessGate.TrySignOut(context, "/rollouts", out var refusal) ? Task.CompletedTask : RefuseAsync(context, refusal));
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var client = kestrel ? new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) } : app.GetTestClient();
        return server = new GateServer(app, client, time);
    }

    /// <summary>Sends a request with these headers and tells the answer's status and who called or why not.</summary>
    public async Task<Answer> SendAsync(FeatureRolloutRole needed, HttpMethod? method = null, string at = "/", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, at + needed);
        return await SendAsync(request, headers);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Client.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.RetryAfter?.Delta,
            response.Headers.TryGetValues("Set-Cookie", out var cookies) ? Assert.Single(cookies) : null);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, Caller caller) => context.Response.WriteAsync($"{caller.Kind} {caller.Role} {caller.Name}");

    private static Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsync(refusal.Reason);
    }
}

internal sealed record Answer(int Status, string Text, TimeSpan? RetryAfter, string? Cookie);
