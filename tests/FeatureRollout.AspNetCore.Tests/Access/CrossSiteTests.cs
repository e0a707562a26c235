using System.Net;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-22")]
public sealed class CrossSiteTests
{
    private static readonly Action<FeatureRolloutWebOptions> Local = options =>
    {
        Keys(options);
        options.LoopbackRole = FeatureRolloutRole.Administer;
    };

    public static TheoryData<string[], bool> Writes => new()
    {
        { ["Sec-Fetch-Site: same-origin"], true },
        { ["Sec-Fetch-Site: none"], true },
        { ["Sec-Fetch-Site: same-site"], false },
        { ["Sec-Fetch-Site: cross-site"], false },
        { ["Sec-Fetch-Site: something-new"], false },
        { ["Sec-Fetch-Site: cross-site", "Origin: http://localhost"], false },
        { ["Sec-Fetch-Site: same-origin", "Origin: null"], true },
        { ["Origin: http://localhost"], true },
        { ["Origin: http://LOCALHOST:80"], true },
        { ["Origin: https://localhost"], false },
        { ["Origin: http://localhost:81"], false },
        { ["Origin: http://localhost.evil.example"], false },
        { ["Origin: http://localhost@evil.example"], false },
        { ["Origin: null"], false },
        { ["Referer: https://evil.example/form"], false },
        { ["Referer: http://localhost/rollouts/a"], true },
        { ["Origin: http://localhost", "Referer: https://evil.example/form"], true },
        { [], true },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_another_site_had_sent_is_refused(string[] headers, bool allowed)
    {
        await using var server = await StartAsync(Local);
        server.RemoteAddress = IPAddress.Loopback;

        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, new HttpMethod("SOMETHING") })
        {
            var answer = await server.SendAsync(FeatureRolloutRole.Operate, method, headers: Split(headers));
            Assert.Equal(allowed ? 200 : 403, answer.Status);
            Assert.True(allowed || answer.Text.Contains("another site", StringComparison.Ordinal), answer.Text);
        }
    }

    [Fact]
    public async Task A_key_in_a_header_is_never_sent_by_a_browser_by_itself()
    {
        await using var server = await StartAsync(Local);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, headers: [("X-Api-Key", OperatorKey), ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://tools.example")]);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Asking_for_answers_across_origins_is_the_business_of_the_host()
    {
        await using var server = await StartAsync(options => options.DangerousAnonymousRole = FeatureRolloutRole.Read);

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Evaluate, HttpMethod.Post, headers: ("Origin", "https://shop.example"))).Status);
        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Read, HttpMethod.Post, headers: ("Origin", "https://shop.example"))).Status);
    }

    [Theory]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin:")]
    [InlineData("Sec-Fetch-Site:")]
    [InlineData("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site")]
    [InlineData("Origin: http://localhost\r\nOrigin: https://evil.example")]
    public async Task A_real_cross_site_form_post_is_refused(string headers)
    {
        await using var server = await StartAsync(Local, kestrel: true);

        var answer = await RawRequest.SendAsync(
            server.Client.BaseAddress!,
            $"POST /Operate HTTP/1.1\r\nHost: localhost\r\n{headers}\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    private static (string, string)[] Split(string[] headers) =>
        [.. headers.Select(header => header.Split(": ", 2)).Select(parts => (parts[0], parts[1]))];
}
