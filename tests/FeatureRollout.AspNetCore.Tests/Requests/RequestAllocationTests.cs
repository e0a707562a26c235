using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AspNetCore.Tests.Requests;

/// <summary>
/// Requests over one raw connection to Kestrel, with a client that allocates nothing, so that what is allocated in between is the server's. They also found a
/// middleware that asked to be told of the end while the request was at work on another thread, which a context does not stand: some answers were errors or never came.
/// </summary>
[Trait("Requirement", "F-30")]
[Collection(AloneInProcess.Name)]
public sealed class RequestAllocationTests
{
    private const int Requests = 400;
    private const int Rounds = 7;

    [Theory]
    [InlineData("/")]
    [InlineData("/waits")]
    public async Task A_request_without_questions_allocates_nothing_for_the_middleware(string path)
    {
        var (without, with, asking) = (long.MaxValue, long.MaxValue, long.MaxValue);
        await using var plain = await StartAsync(uses: false);
        await using var watched = await StartAsync(uses: true);
        using var first = Connect(plain);
        using var second = Connect(watched);
        for (var round = 0; round < Rounds; round++)
        {
            without = Math.Min(without, Allocated(first, path));
            with = Math.Min(with, Allocated(second, path));
            asking = Math.Min(asking, Allocated(second, "/asks"));
        }

        Assert.True(with - without < 8, $"{with} bytes a request with the middleware, {without} without");
        Assert.True(asking - with > 100, $"{asking} bytes a request that asks, {with} one that does not: the measure would not see it");
    }

    private static Task<RequestApp> StartAsync(bool uses) => RequestApp.StartAsync(
        Host.Kestrel,
        app =>
        {
            app.MapGet("/", context => context.Response.WriteAsync("hello"));
            app.MapGet("/waits", WaitAsync);
            app.MapGet("/asks", (IFeatureFlags flags, HttpContext context) => context.Response.WriteAsync(flags.IsEnabled("on", "acme") ? "hello" : "?"));
        },
        uses: uses);

    private static async Task WaitAsync(HttpContext context)
    {
        await Task.Yield();
        await context.Response.WriteAsync("hello");
    }

    private static Socket Connect(RequestApp app)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
        socket.Connect("127.0.0.1", app.Client.BaseAddress!.Port);
        return socket;
    }

    /// <summary>Bytes a request, of everything in the process.</summary>
    private static long Allocated(Socket socket, string path)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n");
        var buffer = new byte[4096];
        Send(socket, request, buffer, Requests);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Send(socket, request, buffer, Requests);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static void Send(Socket socket, byte[] request, byte[] buffer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            socket.Send(request);
            var received = 0;
            while (!IsWhole(buffer.AsSpan(0, received)))
            {
                var count = socket.Receive(buffer.AsSpan(received));
                Assert.True(count > 0, Encoding.ASCII.GetString(buffer, 0, received));
                received += count;
                Assert.True(!buffer.AsSpan(0, received).StartsWith("HTTP/1.1 5"u8), Encoding.ASCII.GetString(buffer, 0, received));
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> response) => response.EndsWith("0\r\n\r\n"u8);
}
