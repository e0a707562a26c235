using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AspNetCore.Tests.Metrics;

/// <summary>
/// An application whose metrics a real Prometheus reads once a second. Each reading finds 100 customers more who asked for
/// <c>checkout</c>: one in ten fails on the new path, after 400 ms, and one in fifty on the old one, after 200 ms.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed as xunit asks for it.")]
public sealed class ScrapedApp : IAsyncLifetime
{
    private const string Environment = "scraped";
    private const string Flags = """
        {
          "flags": { "checkout": {}, "search": { "percentage": 10 } },
          "plans": { "careful": { "stages": [{ "name": "canary", "percentage": 25, "minimumDuration": "1d" }, { "name": "half", "percentage": 50, "minimumDuration": "1d" }, { "name": "all", "percentage": 100 }] } },
          "rollouts": { "checkout": { "plan": "careful" } }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("feature-rollout-").FullName;
    private readonly PrometheusText _text = new(Environment);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private WebApplication? _app;
    private Process? _process;
    private int _customers;
    private int _served;

    public static string? Program { get; } = (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(Path.Combine(System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(System.Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"), "feature-rollout-tests/bin"))
        .Select(folder => Path.Combine(folder, "prometheus"))
        .FirstOrDefault(File.Exists);

    public static bool InCi { get; } = System.Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>How often the metrics were read.</summary>
    public int Served => Volatile.Read(ref _served);

    public IRolloutManager Manager => _app!.Services.GetRequiredService<IRolloutManager>();

    public async Task InitializeAsync()
    {
        if (Program is null)
        {
            Assert.False(InCi, "CI needs prometheus");
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "flags.json"), Flags);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddFeatureRollout(options => options.Environment = Environment).AddJsonFile(Path.Combine(_folder, "flags.json")).AddJsonFileStore(Path.Combine(_folder, "flags.json"));
        _app = builder.Build();
        _app.MapGet("/metrics", () =>
        {
            Work();
            var text = Results.Text(_text.Read(), "text/plain; version=0.0.4");
            Interlocked.Increment(ref _served);
            return text;
        });
        await _app.StartAsync();
        await Manager.StartRolloutAsync("checkout", new RolloutActor("alice"));

        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await File.WriteAllTextAsync(Path.Combine(_folder, "prometheus.yml"), $"""
            scrape_configs:
              - job_name: shop
                scrape_interval: 1s
                scrape_timeout: 1s
                static_configs:
                  - targets: ["{new Uri(_app.Urls.First()).Authority}"]
            """);
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--config.file=" + Path.Combine(_folder, "prometheus.yml"), "--storage.tsdb.path=" + Path.Combine(_folder, "data"), string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"), "--log.level=error"])
        {
            start.ArgumentList.Add(argument);
        }

        _client.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await UntilReadyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _client.Dispose();
        _text.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What an expression gives now, each series by its labels.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression)
    {
        using var response = await _client.GetAsync(new Uri("api/v1/query?query=" + Uri.EscapeDataString(expression), UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{expression}: {body}");
        using var document = JsonDocument.Parse(body);
        return
        [
            .. document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
                (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal),
                double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>Asks until the answer is as wanted; Prometheus needs a moment to start and to see a change.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryUntilAsync(
        string expression, Func<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>, bool> wanted)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> answer = [];
            try
            {
                answer = await QueryAsync(expression);
            }
            catch (HttpRequestException) when (!_process!.HasExited)
            {
            }

            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"{expression}: {string.Join("; ", answer.Select(one => string.Join(',', one.Labels) + " " + one.Value))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Before it is ready, Prometheus refuses connections, and then questions.</summary>
    private async Task UntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var response = await _client.GetAsync(new Uri("-/ready", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process!.HasExited)
            {
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "Prometheus did not start.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private void Work()
    {
        var flags = _app!.Services.GetRequiredService<IFeatureFlags>();
        for (var i = 0; i < 100; i++)
        {
            var at = Interlocked.Increment(ref _customers);
            var evaluation = flags.Evaluate("checkout", string.Create(CultureInfo.InvariantCulture, $"customer-{at}"));
            var (oneIn, latency) = evaluation.Enabled ? (10, TimeSpan.FromMilliseconds(400)) : (50, TimeSpan.FromMilliseconds(200));
            flags.RecordOutcome(evaluation, at % oneIn == 0 ? FlagOutcome.Failure(latency) : FlagOutcome.Success(latency));
        }
    }
}

/// <summary>Skipped where Prometheus is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithPrometheusAttribute : FactAttribute
{
    public FactWithPrometheusAttribute()
    {
        if (ScrapedApp.Program is null && !ScrapedApp.InCi)
        {
            Skip = "prometheus is not on the path; tests/run fetches it";
        }
    }
}
