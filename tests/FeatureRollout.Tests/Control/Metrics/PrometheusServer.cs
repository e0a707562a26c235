using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Metrics;

/// <summary>
/// A real Prometheus, as Debian packages it, on a free port and with its data in a temporary directory. It scrapes an
/// endpoint of the test four times a second; each scrape finds 100 requests more, 10 of them failed.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed as xunit asks for it.")]
public sealed class PrometheusServer : IAsyncLifetime
{
    private const int EnoughScrapes = 8;

    private readonly TemporaryDirectory _folder = new();
    private readonly TcpListener _target = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _scraped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private Process? _process;
    private int _scrapes;

    public static string? Program { get; } = Folders().Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public async Task InitializeAsync()
    {
        if (Program is null)
        {
            Assert.False(InCi, "CI needs prometheus");
            return;
        }

        _target.Start();
        _ = ServeAsync();
        var port = FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/metrics-of/"));
        await File.WriteAllTextAsync(_folder["prometheus.yml"], $"""
            scrape_configs:
              - job_name: test
                scrape_interval: 250ms
                scrape_timeout: 250ms
                static_configs:
                  - targets: ["{_target.LocalEndpoint}"]
            """);
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--config.file=" + _folder["prometheus.yml"], "--storage.tsdb.path=" + _folder["data"], string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"), "--web.route-prefix=/metrics-of", "--log.level=error"])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var output = new StringBuilder();
        _process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
        _process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var exited = _process.WaitForExitAsync();
        var first = await Task.WhenAny(_scraped.Task, exited).WaitAsync(Wait.Longest);
        Assert.True(first != exited, "Prometheus ended: " + output);
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        _target.Dispose();
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _end.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<string> Folders() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"), "feature-rollout-tests/bin"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _target.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var question = new StringBuilder();
        var piece = new byte[4096];
        while (!question.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(piece, _end.Token);
            if (read == 0)
            {
                return;
            }

            question.Append(Encoding.ASCII.GetString(piece, 0, read));
        }

        var scrape = Interlocked.Increment(ref _scrapes);
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
            # TYPE requests_total counter
            requests_total{flag="search",code="200"} {{scrape * 90}}
            requests_total{flag="search",code="500"} {{scrape * 10}}
            # TYPE queue_lag gauge
            queue_lag 12.5
            # TYPE idle gauge
            idle 0
            # TYPE broken gauge
            broken NaN
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="0.1"} {{scrape * 50}}
            latency_seconds_bucket{le="0.5"} {{scrape * 100}}
            latency_seconds_bucket{le="+Inf"} {{scrape * 100}}
            latency_seconds_sum {{scrape * 10}}
            latency_seconds_count {{scrape * 100}}

            """).ReplaceLineEndings("\n");
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}")), _end.Token);
        if (scrape == EnoughScrapes)
        {
            _scraped.TrySetResult();
        }
    }
}

/// <summary>Skipped where Prometheus is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithPrometheusAttribute : FactAttribute
{
    public FactWithPrometheusAttribute()
    {
        if (PrometheusServer.Program is null && !PrometheusServer.InCi)
        {
            Skip = "prometheus is not on the path; tests/run fetches it";
        }
    }
}
