using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>An application on Kestrel that serves a flag file's text through OFREP.</summary>
internal sealed class OfrepHost : IAsyncDisposable
{
    public const string Key = "evaluate-key-0123456789";

    private readonly WebApplication _app;
    private readonly MemoryProvider _provider;

    private OfrepHost(WebApplication app, MemoryProvider provider)
    {
        (_app, _provider) = (app, provider);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }

    /// <summary>Shows the key.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    public IFeatureFlags Flags => _app.Services.GetRequiredService<IFeatureFlags>();

    /// <param name="flags">A flag file.</param>
    /// <param name="web">The web options; by default <see cref="Key"/> may evaluate.</param>
    /// <param name="services">What the application has besides.</param>
    /// <param name="use">Middleware.</param>
    /// <param name="map">Maps the endpoints.</param>
    public static async Task<OfrepHost> StartAsync(
        string flags,
        Action<FeatureRolloutWebOptions>? web = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? use = null,
        Action<WebApplication>? map = null)
    {
        var provider = new MemoryProvider(Read(flags));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddFeatureRollout().AddMemory(provider).AddWeb(web ?? OnlyTheKey);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        use?.Invoke(app);
        (map ?? (mapped => mapped.MapFeatureRolloutOfrep()))(app);
        await app.StartAsync();
        return new OfrepHost(app, provider);
    }

    public static void OnlyTheKey(FeatureRolloutWebOptions options) =>
        options.ApiKeys.Add(new() { Name = "app", Key = Key, Role = FeatureRolloutRole.Evaluate });

    /// <summary>Serves other flags, and comes back when they are served.</summary>
    public async Task SetAsync(string flags)
    {
        var version = Flags.Status.Version;
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = Flags.OnChange("test", change => served.TrySetResult());
        _provider.Set(Read(flags));
        await served.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(Flags.Status.Version > version);
    }

    public Task<HttpResponseMessage> AskAsync(string key, string body) => PostAsync("/ofrep/v1/evaluate/flags/" + key, body);

    public Task<HttpResponseMessage> AskAllAsync(string body, string? ifNoneMatch = null) => PostAsync("/ofrep/v1/evaluate/flags", body, ifNoneMatch);

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
        if (ifNoneMatch is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch));
        }

        return await Client.SendAsync(request);
    }

    /// <summary>The body of a response with that status.</summary>
    public static async Task<JsonElement> JsonAsync(Task<HttpResponseMessage> responding, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await responding;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Each answer of all of them by its key.</summary>
    public async Task<Dictionary<string, JsonElement>> AllAsync(string body) =>
        (await JsonAsync(AskAllAsync(body))).GetProperty("flags").EnumerateArray().ToDictionary(flag => flag.GetProperty("key").GetString()!, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static FlagSet Read(string flags) => FlagFileReader.Read(Encoding.UTF8.GetBytes(flags), "test");
}
