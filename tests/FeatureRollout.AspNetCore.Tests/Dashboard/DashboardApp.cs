using System.Net;
using System.Text.RegularExpressions;
using FeatureRollout.Flags.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

/// <summary>An application with the dashboard, on a real connection of this machine.</summary>
internal sealed partial class DashboardApp : IAsyncDisposable
{
    public const string ReaderKey = "reader-key-0123456789";
    public const string OperatorKey = "operator-key-0123456789";
    public const string AdministratorKey = "administrator-key-0123456789";

    private readonly WebApplication _app;

    private DashboardApp(WebApplication app, MovableTime time, string place)
    {
        _app = app;
        Time = time;
        Root = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + place;
    }

    /// <summary>Address of the dashboard, without a slash at the end.</summary>
    public string Root { get; }

    public MovableTime Time { get; }

    public IServiceProvider Services => _app.Services;

    public FeatureFlags Flags => Services.GetRequiredService<FeatureFlags>();

    public IRolloutManager Manager => Services.GetRequiredService<IRolloutManager>();

    /// <param name="json">The flag file.</param>
    /// <param name="configure">The web options; by default three keys, one for each role.</param>
    /// <param name="pathBase">What stands before all paths of the application.</param>
    /// <param name="map">Where the dashboard is mapped; by default under <c>/rollouts</c>.</param>
    /// <param name="place">The path that this gives.</param>
    /// <param name="offset">How far the clock is off.</param>
    /// <param name="services">What the application adds besides.</param>
    public static async Task<DashboardApp> StartAsync(
        string json = """{ "flags": {} }""",
        Action<FeatureRolloutWebOptions>? configure = null,
        string pathBase = "",
        Action<IEndpointRouteBuilder>? map = null,
        string place = "/rollouts",
        TimeSpan offset = default,
        Action<IServiceCollection>? services = null)
    {
        var time = new MovableTime { Offset = offset };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddFeatureRollout(options =>
        {
            options.Environment = "production";
            options.RunController = false;
        })
            .AddMemory(new MemoryProvider(FlagFileReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "flags.json"), name: "flags.json"))
            .AddStore(new MemoryRolloutStore(time))
            .AddWeb(configure ?? Keys);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (pathBase.Length > 0)
        {
            app.UsePathBase(pathBase);
            app.UseRouting();
        }

        (map ?? (endpoints => endpoints.MapFeatureRolloutDashboard()))(app);
        await app.StartAsync();
        return new DashboardApp(app, time, pathBase + place);
    }

    public static void Keys(FeatureRolloutWebOptions options)
    {
        options.ApiKeys.Add(new() { Name = "grace", Key = ReaderKey, Role = FeatureRolloutRole.Read });
        options.ApiKeys.Add(new() { Name = "ada", Key = OperatorKey, Role = FeatureRolloutRole.Operate });
        options.ApiKeys.Add(new() { Name = "linus", Key = AdministratorKey, Role = FeatureRolloutRole.Administer });
    }

    /// <summary>A client as a browser is: it keeps cookies, and follows nothing by itself.</summary>
    public static HttpClient NewClient(string? key = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", key);
        }

        return client;
    }

    /// <summary>Posts a form with the antiforgery field of a page.</summary>
    public async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string path, params (string Name, string Value)[] fields)
    {
        var html = await client.GetStringAsync(Root + page);
        var token = WebUtility.HtmlDecode(Token().Match(html).Groups["value"].Value);
        return await client.PostAsync(
            Root + path,
            new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
