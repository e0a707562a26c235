using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
[Trait("Requirement", "F-22")]
public sealed class LoopbackAccessTests
{
    private static readonly Action<FeatureRolloutWebOptions> Local = options => options.LoopbackRole = FeatureRolloutRole.Operate;

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:127.9.9.9", true)]
    [InlineData("192.168.0.4", false)]
    [InlineData("::ffff:192.168.0.4", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData(null, false)]
    public async Task Only_a_connection_from_this_machine_counts(string? address, bool allowed)
    {
        await using var server = await StartAsync(Local);
        server.RemoteAddress = address is null ? null : IPAddress.Parse(address);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post);

        Assert.Equal(allowed ? 200 : 401, answer.Status);
        Assert.True(!allowed || answer.Text == "Loopback Operate loopback");
    }

    [Fact]
    public async Task Its_role_is_the_limit()
    {
        await using var server = await StartAsync(Local);
        server.RemoteAddress = IPAddress.Loopback;

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Administer)).Status);
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("forwarded", "for=127.0.0.1")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-for", ",")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Forwarded-Prefix", "/")]
    [InlineData("X-Original-For", "192.0.2.1")]
    [InlineData("X-Original-Host", "localhost")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("CF-Connecting-IP", "127.0.0.1")]
    [InlineData("True-Client-IP", "127.0.0.1")]
    public async Task What_a_proxy_on_this_machine_sent_on_does_not_count(string header, string value)
    {
        await using var server = await StartAsync(Local);
        server.RemoteAddress = IPAddress.Loopback;

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: (header, value))).Status);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5000", true)]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("[::1]:443", true)]
    [InlineData("rebound.example", false)]
    [InlineData("localhost.rebound.example", false)]
    [InlineData("127.0.0.1.rebound.example", false)]
    [InlineData("localhost.", false)]
    [InlineData("192.168.0.4", false)]
    [InlineData("127.0.0.2", false)]
    public async Task A_page_whose_name_was_bent_to_this_machine_does_not_count(string host, bool allowed)
    {
        await using var server = await StartAsync(Local, kestrel: true);

        var answer = await RawRequest.SendAsync(server.Client.BaseAddress!, $"GET /Read HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith(allowed ? "HTTP/1.1 200" : "HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_a_request_without_a_host()
    {
        await using var server = await StartAsync(Local, kestrel: true);

        Assert.StartsWith("HTTP/1.1 401", await RawRequest.SendAsync(server.Client.BaseAddress!, "GET /Read HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.1, 127.0.0.1")]
    public async Task An_address_that_a_header_brought_does_not_count(string forwardedFor)
    {
        await using var server = await StartAsync(
            Local,
            use: app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null }),
            kestrel: true);

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read)).Status);
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Forwarded-For", forwardedFor))).Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors", false)]
    [InlineData("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors", false)]
    [InlineData("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe", false)]
    [InlineData("Origin: https://evil.example", false)]
    [InlineData("Origin: null", false)]
    [InlineData("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document", true)]
    [InlineData("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors", true)]
    [InlineData("Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate", true)]
    [InlineData("Referer: https://wiki.example/page", true)]
    public async Task A_page_of_another_site_cannot_read_what_is_open_to_this_machine_but_link_to_it(string headers, bool allowed)
    {
        await using var server = await StartAsync(Local, kestrel: true);

        var answer = await RawRequest.SendAsync(server.Client.BaseAddress!, $"GET /Read HTTP/1.1\r\nHost: localhost\r\n{headers}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith(allowed ? "HTTP/1.1 200" : "HTTP/1.1 403", answer, StringComparison.Ordinal);
    }
}
