using System.Net;
using FeatureRollout.Cli.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Cli.Tests.Archive;

/// <summary>A running host with an empty store in memory.</summary>
internal sealed class ArchiveHost : IAsyncDisposable
{
    private const string Key = "administrator-administrator-administrator";

    private readonly WebApplication _app;

    private ArchiveHost(WebApplication app) => _app = app;

    public static async Task<ArchiveHost> StartAsync(string flagFile)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddFeatureRollout(options => (options.Environment, options.RunController) = ("production", false))
            .AddJsonFile(flagFile)
            .AddStore(new MemoryRolloutStore())
            .AddWeb(options => options.ApiKeys.Add(new() { Name = "administrator", Key = Key, Role = FeatureRolloutRole.Administer }));
        var app = builder.Build();
        app.MapFeatureRolloutAdminApi();
        await app.StartAsync();
        return new ArchiveHost(app);
    }

    /// <summary>Lets the commands of a folder operate this host.</summary>
    public string[] Options(CliFolder folder)
    {
        folder.Variables[GlobalOptions.KeyVariable] = Key;
        return ["--url", _app.Urls.First()];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
