using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

[Trait("Requirement", "F-19")]
[Trait("Requirement", "F-33")]
public sealed class RefusalTests
{
    private const string Flags = """{ "flags": { "on": { "enabled": true } } }""";
    private const string Nobody = """{"context":{}}""";

    [Theory]
    [InlineData("", "PARSE_ERROR")]
    [InlineData("{", "PARSE_ERROR")]
    [InlineData("[]", "PARSE_ERROR")]
    [InlineData("null", "PARSE_ERROR")]
    [InlineData("{\"context\":{}}x", "PARSE_ERROR")]
    [InlineData("""{"context":{"a":1,"a":2}}""", "PARSE_ERROR")]
    [InlineData("""{"context":{"a":1,"\u0061":2}}""", "PARSE_ERROR")]
    [InlineData("""{"context":{},"context":{}}""", "PARSE_ERROR")]
    [InlineData("""{"context":{"a":"\ud800"}}""", "PARSE_ERROR")]
    [InlineData("""{"context":{"\ud800":1}}""", "PARSE_ERROR")]
    [InlineData("""{"context":{"targetingKey":"\udfff"}}""", "PARSE_ERROR")]
    [InlineData("""{"context":[]}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":"x"}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"targetingKey":1}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"targetingKey":["a"]}}""", "INVALID_CONTEXT")]
    public async Task A_body_that_says_nobody_is_refused_in_the_protocols_form(string body, string code)
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var one = await OfrepHost.JsonAsync(host.AskAsync("on", body), HttpStatusCode.BadRequest);
        Assert.Equal(["key", "errorCode", "errorDetails"], one.EnumerateObject().Select(member => member.Name).ToArray());
        Assert.Equal(("on", code), (one.GetProperty("key").GetString(), one.GetProperty("errorCode").GetString()));

        var all = await OfrepHost.JsonAsync(host.AskAllAsync(body), HttpStatusCode.BadRequest);
        Assert.Equal(["errorCode", "errorDetails"], all.EnumerateObject().Select(member => member.Name).ToArray());
        Assert.Equal(code, all.GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Deep_nesting_and_masses_of_attributes_are_refused()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var deep = "{\"context\":{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}}";
        Assert.Equal("PARSE_ERROR", await CodeAsync(host, deep));
        Assert.Equal("INVALID_CONTEXT", await CodeAsync(host, Attributes(129)));
        _ = await OfrepHost.JsonAsync(host.AskAsync("on", Attributes(128)));

        static string Attributes(int count) =>
            "{\"context\":{" + string.Join(',', Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"\"a{i}\":{i}"))) + "}}";
    }

    [Fact]
    public async Task A_number_beyond_all_numbers_is_no_attribute()
    {
        await using var host = await OfrepHost.StartAsync("""{ "flags": { "big": { "rules": [ { "when": "n > 1", "percentage": 100 } ] } } }""");

        Assert.True((await OfrepHost.JsonAsync(host.AskAsync("big", """{"context":{"n":1e300}}"""))).GetProperty("value").GetBoolean());
        Assert.False((await OfrepHost.JsonAsync(host.AskAsync("big", """{"context":{"n":1e999}}"""))).GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        using var content = new ByteArrayContent([.. "{\"context\":{\"targetingKey\":\""u8, 0xC3, 0x28, .. "\"}}"u8]);
        using var response = await host.Client.PostAsync("/ofrep/v1/evaluate/flags/on", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("PARSE_ERROR", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        await using var host = await OfrepHost.StartAsync(Flags, options =>
        {
            OfrepHost.OnlyTheKey(options);
            options.MaxRequestBytes = 2048;
        });

        // Of a body without a length that goes on and on the server breaks the connection off, and whether a client reads its answer before is chance.
        var much = chunked ? 10_000 : 1_000_000;
        foreach (var (length, status) in new[] { (2048, HttpStatusCode.OK), (2049, HttpStatusCode.RequestEntityTooLarge), (much, HttpStatusCode.RequestEntityTooLarge) })
        {
            foreach (var path in new[] { "/ofrep/v1/evaluate/flags/on", "/ofrep/v1/evaluate/flags" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Nobody.PadRight(length)) };
                request.Headers.TransferEncodingChunked = chunked;
                var body = await OfrepHost.JsonAsync(host.Client.SendAsync(request), status);
                Assert.Equal(status == HttpStatusCode.OK, !body.TryGetProperty("errorCode", out _));
            }
        }
    }

    [Fact]
    public async Task A_zero_byte_in_a_key_gets_no_further_than_the_server_and_leaves_it_well()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        foreach (var key in new[] { "%00", "on%00", "%", "%zz", "%C3%28", "..%2f..", "%252F", "on?x=1", "%ED%A0%80" })
        {
            var answer = await RawAsync(host.Address, $"POST /ofrep/v1/evaluate/flags/{key} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {OfrepHost.Key}\r\nContent-Length: {Nobody.Length}\r\nConnection: close\r\n\r\n{Nobody}");
            Assert.Matches("^HTTP/1.1 (200|400|404) ", answer);
        }

        _ = await OfrepHost.JsonAsync(host.AskAsync("on", Nobody));
    }

    [Fact]
    public async Task Who_shows_no_key_or_a_wrong_one_is_told_in_the_protocols_form()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        using var stranger = new HttpClient { BaseAddress = host.Address };

        foreach (var (path, key) in new[] { ("/ofrep/v1/evaluate/flags/on", "on"), ("/ofrep/v1/evaluate/flags", null) })
        {
            using var response = await stranger.PostAsync(path, new StringContent(Nobody));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(key, error.TryGetProperty("key", out var named) ? named.GetString() : null);
            Assert.Equal("GENERAL", error.GetProperty("errorCode").GetString());
        }

        HttpStatusCode last = default;
        for (var i = 0; i < 20 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/ofrep/v1/evaluate/flags") { Content = new StringContent(Nobody) };
            request.Headers.Add("X-Api-Key", "a-wrong-key-0123456789");
            using var response = await stranger.SendAsync(request);
            last = response.StatusCode;
            if (last == HttpStatusCode.TooManyRequests)
            {
                Assert.InRange(response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
                Assert.Contains("\"errorCode\":\"GENERAL\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Anybody_may_ask_where_that_is_opened_by_name_and_pages_of_other_sites_too()
    {
        await using var host = await OfrepHost.StartAsync(Flags, options => options.DangerousAnonymousRole = FeatureRolloutRole.Evaluate);
        using var stranger = new HttpClient { BaseAddress = host.Address };
        stranger.DefaultRequestHeaders.Add("Origin", "https://shop.example");
        stranger.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var response = await stranger.PostAsync("/ofrep/v1/evaluate/flags", new StringContent(Nobody));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Every_role_may_evaluate_and_without_any_the_endpoints_are_not_mapped()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => OfrepHost.StartAsync(Flags, _ => { }));

        foreach (var role in Enum.GetValues<FeatureRolloutRole>())
        {
            await using var host = await OfrepHost.StartAsync(Flags, options => options.ApiKeys.Add(new() { Name = "app", Key = OfrepHost.Key, Role = role }));
            _ = await OfrepHost.JsonAsync(host.AskAllAsync(Nobody));
        }
    }

    [Fact]
    public async Task Whom_the_hosts_policy_does_not_know_well_enough_is_forbidden()
    {
        await using var host = await OfrepHost.StartAsync(
            Flags,
            options => options.EvaluatePolicy = "ask",
            services => services.AddAuthorization(policies => policies.AddPolicy("ask", policy => policy.RequireClaim("may", "ask"))),
            app => app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("may", context.Request.Headers["May"].ToString())], "test"));
                return next(context);
            }));
        using var user = new HttpClient { BaseAddress = host.Address };
        user.DefaultRequestHeaders.Add("May", "look");

        var error = await OfrepHost.JsonAsync(user.PostAsync("/ofrep/v1/evaluate/flags/on", new StringContent(Nobody)), HttpStatusCode.Forbidden);
        Assert.Equal(("on", "GENERAL"), (error.GetProperty("key").GetString(), error.GetProperty("errorCode").GetString()));

        user.DefaultRequestHeaders.Remove("May");
        user.DefaultRequestHeaders.Add("May", "ask");
        _ = await OfrepHost.JsonAsync(user.PostAsync("/ofrep/v1/evaluate/flags/on", new StringContent(Nobody)));
    }

    [Fact]
    public async Task What_goes_wrong_inside_is_told_without_saying_what()
    {
        await using var host = await OfrepHost.StartAsync(Flags, use: app => app.Use((context, next) =>
        {
            context.Request.Body = new BrokenBody();
            return next(context);
        }));

        var error = await OfrepHost.JsonAsync(host.AskAsync("on", Nobody), HttpStatusCode.InternalServerError);
        Assert.Equal(("on", "GENERAL"), (error.GetProperty("key").GetString(), error.GetProperty("errorCode").GetString()));
        Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_other_origins_ask_first_and_the_hosts_cors_answers()
    {
        await using var host = await OfrepHost.StartAsync(
            Flags,
            services: services => services.AddCors(cors => cors.AddPolicy("shop", policy => policy
                .WithOrigins("https://shop.example").WithMethods("POST", "GET").WithHeaders("Content-Type", "Authorization", "If-None-Match").WithExposedHeaders("ETag", "Retry-After"))),
            use: app => app.UseCors(),
            map: app => app.MapFeatureRolloutOfrep().RequireCors("shop"));
        using var page = new HttpClient { BaseAddress = host.Address };
        page.DefaultRequestHeaders.Add("Origin", "https://shop.example");

        using var asking = new HttpRequestMessage(HttpMethod.Options, "/ofrep/v1/evaluate/flags");
        asking.Headers.Add("Access-Control-Request-Method", "POST");
        asking.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,if-none-match");
        using var allowed = await page.SendAsync(asking);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://shop.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());

        page.DefaultRequestHeaders.Add("Authorization", "Bearer " + OfrepHost.Key);
        using var answer = await page.PostAsync("/ofrep/v1/evaluate/flags", new StringContent(Nobody));
        Assert.Equal("ETag,Retry-After", answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    private static async Task<string?> CodeAsync(OfrepHost host, string body) =>
        (await OfrepHost.JsonAsync(host.AskAsync("on", body), HttpStatusCode.BadRequest)).GetProperty("errorCode").GetString();

    private static async Task<string> RawAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new FormatException("secret");
    }
}
