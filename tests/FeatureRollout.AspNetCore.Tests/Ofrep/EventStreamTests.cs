using System.Net;
using System.Security.Claims;
using System.Text.Json;
using FeatureRollout.Changes;
using FeatureRollout.Ofrep;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

[Trait("Requirement", "F-19")]
public sealed class EventStreamTests
{
    private const string Flags = """{ "flags": { "on": { "enabled": true } } }""";
    private const string Other = """{ "flags": { "on": { "enabled": false } } }""";
    private const string Nobody = """{"context":{}}""";
    private const string Refetch = """data: {"type":"refetchEvaluation"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task The_address_opens_the_stream_without_headers_and_says_nothing_of_the_key()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        var address = await AddressAsync(host.Client);
        Assert.Matches("^/ofrep/v1/events\\?ticket=[A-Za-z0-9_-]{22}$", address);
        Assert.Equal(address, await AddressAsync(host.Client));

        using var browser = new HttpClient { BaseAddress = host.Address };
        using var stream = await Stream.OpenAsync(browser, address);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.ToString());

        foreach (var wrong in new[] { "/ofrep/v1/events", "/ofrep/v1/events?ticket=", address + "x", address[..^1], $"/ofrep/v1/events?ticket={OfrepHost.Key}" })
        {
            using var refused = await browser.GetAsync(wrong, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var asking = await browser.PostAsync("/ofrep/v1/evaluate/flags" + address[address.IndexOf('?', StringComparison.Ordinal)..], new StringContent(Nobody));
        Assert.Equal(HttpStatusCode.Unauthorized, asking.StatusCode);
    }

    [Fact]
    public async Task Each_change_is_told_and_who_missed_one_is_told_on_coming_back()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        string? id;
        using (var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events"))
        {
            // The flags have just been loaded, so that the client may have asked before.
            Assert.Equal(Refetch, (await stream.NextAsync())[^1]);
            await host.SetAsync(Other);
            var change = await stream.NextAsync();
            Assert.Equal(["event: message", Refetch], change[1..]);
            id = change[0]["id: ".Length..];
        }

        using (var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events", id))
        {
            Assert.Equal([$"id: {id}"], await stream.NextAsync());
        }

        await host.SetAsync(Flags);
        using (var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events", id))
        {
            var missed = await stream.NextAsync();
            Assert.Equal(Refetch, missed[^1]);
            Assert.NotEqual($"id: {id}", missed[0], StringComparer.Ordinal);
        }

        using (var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events", "from another process"))
        {
            Assert.Equal(Refetch, (await stream.NextAsync())[^1]);
        }
    }

    [Fact]
    public async Task A_quiet_stream_beats_and_begins_with_nothing_to_do_when_the_last_change_is_long_ago()
    {
        var time = new VirtualTimeProvider();
        await using var host = await OfrepHost.StartAsync(Flags, services: services => services.AddSingleton<TimeProvider>(time));
        time.Advance(EventStreams.Recent);

        using var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events");
        Assert.StartsWith("id: ", Assert.Single(await stream.NextAsync()), StringComparison.Ordinal);
        time.Advance(ChangeStreams.Quiet);
        Assert.Equal([": quiet"], await stream.NextAsync());
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task A_ticket_lasts_this_day_and_the_next()
    {
        var time = new VirtualTimeProvider();
        await using var host = await OfrepHost.StartAsync(Flags, services: services => services.AddSingleton<TimeProvider>(time));
        using var browser = new HttpClient { BaseAddress = host.Address };
        var address = await AddressAsync(host.Client);

        time.Advance(TimeSpan.FromDays(1));
        using (await Stream.OpenAsync(browser, address))
        {
        }

        Assert.NotEqual(address, await AddressAsync(host.Client), StringComparer.Ordinal);
        time.Advance(TimeSpan.FromDays(1));
        using var refused = await browser.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_page_of_the_same_origin_is_told_its_origin_and_nobody_else_is_told_one()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        var own = host.Address.GetLeftPart(UriPartial.Authority);

        Assert.Equal(own, await OriginAsync(("Origin", own)));
        Assert.Equal("https://www.example", await OriginAsync(("Origin", "https://www.example"), ("Sec-Fetch-Site", "same-origin")));
        Assert.Null(await OriginAsync());
        Assert.Null(await OriginAsync(("Origin", "https://www.example"), ("Sec-Fetch-Site", "cross-site")));
        Assert.Null(await OriginAsync(("Origin", own), ("Sec-Fetch-Site", "same-site")));
        Assert.Null(await OriginAsync(("Origin", "https://evil.example")));
        Assert.Null(await OriginAsync(("Origin", "null"), ("Sec-Fetch-Site", "same-origin")));
        Assert.Null(await OriginAsync(("Origin", "javascript:x"), ("Sec-Fetch-Site", "same-origin")));

        async Task<string?> OriginAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/ofrep/v1/evaluate/flags") { Content = new StringContent(Nobody) };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            var endpoint = Endpoint(await OfrepHost.JsonAsync(host.Client.SendAsync(request)));
            return endpoint.TryGetProperty("origin", out var origin) ? origin.GetString() : null;
        }
    }

    [Fact]
    public async Task The_address_is_beside_the_endpoint_that_was_asked()
    {
        await using var host = await OfrepHost.StartAsync(
            Flags, options => options.LoopbackRole = FeatureRolloutRole.Evaluate, use: app =>
            {
                app.UsePathBase("/base");
                app.UseRouting();
            }, map: app => app.MapGroup("/group").MapFeatureRolloutOfrep());
        using var page = new HttpClient { BaseAddress = host.Address };

        var all = await OfrepHost.JsonAsync(page.PostAsync("/base/group/ofrep/v1/evaluate/flags/", new StringContent(Nobody)));
        Assert.Equal("/base/group/ofrep/v1/events", Endpoint(all).GetProperty("requestUri").GetString());
        using var stream = await Stream.OpenAsync(page, "/base/group/ofrep/v1/events");
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task No_stream_is_announced_where_a_browser_could_not_send_the_hosts_token()
    {
        await using var host = await OfrepHost.StartAsync(
            Flags,
            options => options.EvaluatePolicy = "ask",
            services => services.AddAuthorization(policies => policies.AddPolicy("ask", policy => policy.RequireAuthenticatedUser())),
            app => app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity("test"));
                return next(context);
            }));
        using var user = new HttpClient { BaseAddress = host.Address };

        var byCookie = await OfrepHost.JsonAsync(user.PostAsync("/ofrep/v1/evaluate/flags", new StringContent(Nobody)));
        Assert.Equal("/ofrep/v1/events", Endpoint(byCookie).GetProperty("requestUri").GetString());

        user.DefaultRequestHeaders.Add("Authorization", "Bearer token");
        var byToken = await OfrepHost.JsonAsync(user.PostAsync("/ofrep/v1/evaluate/flags", new StringContent(Nobody)));
        Assert.False(byToken.TryGetProperty("eventStreams", out _));
    }

    [Fact]
    public async Task There_is_an_end_to_streams_and_those_that_end_make_room()
    {
        using var flags = FeatureFlags.FromJson(Flags);
        using var stopping = new CancellationTokenSource();
        var streams = new EventStreams(flags, TimeProvider.System, stopping.Token, maximum: 1);

        var first = streams.TryServeAsync(new DefaultHttpContext());
        Assert.False(first.IsCompleted);
        Assert.False(await streams.TryServeAsync(new DefaultHttpContext()));
        await stopping.CancelAsync();
        Assert.True(await first.WaitAsync(Patience));
        Assert.True(await streams.TryServeAsync(new DefaultHttpContext()).WaitAsync(Patience));
    }

    [Fact]
    public async Task The_host_stops_without_waiting_for_streams()
    {
        var host = await OfrepHost.StartAsync(Flags);
        using var stream = await Stream.OpenAsync(host.Client, "/ofrep/v1/events");
        _ = await stream.NextAsync();

        var stopping = host.Services.GetRequiredService<IHost>().StopAsync();

        Assert.Empty(await stream.NextAsync());
        await stopping.WaitAsync(Patience);
        await host.DisposeAsync();
    }

    private static async Task<string> AddressAsync(HttpClient client) =>
        Endpoint(await OfrepHost.JsonAsync(client.PostAsync("/ofrep/v1/evaluate/flags", new StringContent(Nobody)))).GetProperty("requestUri").GetString()!;

    private static JsonElement Endpoint(JsonElement all)
    {
        var stream = Assert.Single(all.GetProperty("eventStreams").EnumerateArray());
        Assert.Equal("sse", stream.GetProperty("type").GetString());
        return stream.GetProperty("endpoint");
    }

    private sealed class Stream : IDisposable
    {
        private readonly StreamReader _reader;

        private Stream(HttpResponseMessage response, StreamReader reader) => (Response, _reader) = (response, reader);

        public HttpResponseMessage Response { get; }

        public static async Task<Stream> OpenAsync(HttpClient client, string address, string? lastEventId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return new Stream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The lines up to the next empty one; none where the stream has ended.</summary>
        public async Task<string[]> NextAsync()
        {
            var lines = new List<string>();
            while (await _reader.ReadLineAsync().WaitAsync(Patience) is { Length: > 0 } line)
            {
                lines.Add(line);
            }

            return [.. lines];
        }

        public void Dispose()
        {
            _reader.Dispose();
            Response.Dispose();
        }
    }
}
