using System.Net;
using FeatureRollout.Cli.Operating;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>A real host with the admin API on a port of its own; it does not control.</summary>
internal sealed class OperatedHost : IAsyncDisposable
{
    public const string Key = "olivias-key-0123456789";
    public const string ReaderKey = "readers-key-0123456789";

    private readonly WebApplication _app;

    private OperatedHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IRolloutManager Manager => _app.Services.GetRequiredService<IRolloutManager>();

    public static async Task<OperatedHost> StartAsync(string file, IRolloutStateStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddFeatureRollout(options => (options.Environment, options.RunController) = ("production", false))
            .AddJsonFile(file)
            .AddStore(store ?? new JsonFileRolloutStore(file))
            .AddWeb(options =>
            {
                options.ApiKeys.Add(new() { Name = "olivia", Key = Key, Role = FeatureRolloutRole.Administer });
                options.ApiKeys.Add(new() { Name = "reader", Key = ReaderKey, Role = FeatureRolloutRole.Read });
            });
        var app = builder.Build();
        app.MapFeatureRolloutAdminApi();
        await app.StartAsync();
        return new OperatedHost(app);
    }

    public async Task<IBackend> OpenAsync(string? key = Key, string? environment = null) => await Backends.OpenAsync(
        new BackendChoice(null, Address, null, null, environment, null, key), TimeProvider.System, CancellationToken.None);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
