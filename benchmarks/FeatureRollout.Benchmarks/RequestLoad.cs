using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// Kestrel under load over loopback, with and without the middleware, in turns, so that what the machine does meanwhile is everybody's.
/// The client is in the same process and sends over raw connections. Prints medians, and ratios to the application without the middleware.
/// </summary>
internal static class RequestLoad
{
    private const int Connections = 8;
    private const int RequestsEach = 1_500;
    private const int Rounds = 21;
    private const string Flags = """{ "flags": { "one": { "percentage": 50 }, "two": { "percentage": 100 }, "three": { "percentage": 0 } } }""";

    private static readonly (string Name, string Path, bool Uses)[] Variants =
    [
        ("no flag, without", "/", false), ("no flag, with", "/", true),
        ("no flag, async, without", "/async", false), ("no flag, async, with", "/async", true),
        ("three flags, without", "/flags", false), ("three flags, with", "/flags", true),
    ];

    public static async Task RunAsync()
    {
        var times = Variants.Select(_ => new List<double>()).ToArray();
        var bytes = Variants.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var variant = 0; variant < Variants.Length; variant++)
            {
                var (microseconds, allocated) = await MeasureAsync(Variants[variant].Path, Variants[variant].Uses);
                if (round >= 0)
                {
                    times[variant].Add(microseconds);
                    bytes[variant].Add(allocated);
                }
            }
        }

        for (var variant = 0; variant < Variants.Length; variant++)
        {
            var without = variant - (variant % 2);
            var ratio = Median(times[variant].Zip(times[without], (time, plain) => time / plain));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Variants[variant].Name,-26} {Median(times[variant]),6:0.0} µs  × {ratio:0.000}  {Median(bytes[variant]),6:0} bytes"));
        }
    }

    /// <summary>Microseconds of the wall clock for each request, and bytes allocated for each, the client's few included.</summary>
    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(string path, bool uses)
    {
        await using var app = await StartAsync(uses);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        var clients = Enumerable.Range(0, Connections).Select(_ => new Connection(port, path)).ToArray();
        await Task.WhenAll(clients.Select(client => client.SendAsync(RequestsEach / 3)));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select(client => client.SendAsync(RequestsEach)));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        foreach (var client in clients)
        {
            client.Dispose();
        }

        await app.StopAsync();
        const double All = Connections * RequestsEach;
        return (elapsed.TotalMicroseconds / All, allocated / All);
    }

    private static async Task<WebApplication> StartAsync(bool uses)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter((_, level) => level >= LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IFeatureFlags>(FeatureFlags.FromJson(Flags));
        var app = builder.Build();
        if (uses)
        {
            app.UseFeatureRollout();
        }

        var flags = app.Services.GetRequiredService<IFeatureFlags>();
        app.MapGet("/", context => context.Response.WriteAsync("hello"));
        app.MapGet("/async", AnswerLaterAsync);
        app.MapGet("/flags", context => context.Response.WriteAsync(
            flags.IsEnabled("one", "acme") | flags.IsEnabled("two", "acme") | flags.IsEnabled("three", "acme") ? "hello" : "never"));
        await app.StartAsync();
        return app;
    }

    private static async Task AnswerLaterAsync(HttpContext context)
    {
        await Task.Yield();
        await context.Response.WriteAsync("hello");
    }

    /// <summary>A client that asks again as soon as it has been answered.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _request;
        private readonly byte[] _buffer = new byte[4096];

        public Connection(int port, string path)
        {
            _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n");
            _socket.Connect("127.0.0.1", port);
        }

        public async Task SendAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _socket.SendAsync(_request.AsMemory());
                var received = 0;
                while (!_buffer.AsSpan(0, received).EndsWith("0\r\n\r\n"u8))
                {
                    received += await _socket.ReceiveAsync(_buffer.AsMemory(received));
                }
            }
        }

        public void Dispose() => _socket.Dispose();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
