using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace FeatureRollout.AspNetCore.Tests.Samples;

[Trait("Requirement", "S4-04")]
public sealed class StorefrontTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Requirement", "F-21")]
    [Trait("Requirement", "S3-04")]
    public async Task The_new_checkout_goes_up_breaks_and_is_taken_back_by_itself_while_the_shop_sells_on()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var shop = new StorefrontProcess("--urls", "http://127.0.0.1:0", "--stage-seconds", "2");
        using var client = new HttpClient { BaseAddress = await shop.OpenAsync(limit.Token) };
        Assert.Equal("Healthy", await client.GetStringAsync("/health", limit.Token));

        var events = await EventsUntilAsync(client, "rolledBack", shop, limit.Token);

        Assert.Equal(
            [("started", "a few", 10), ("advanced", "a quarter", 25), ("advanced", "half", 50), ("rolledBack", "half", 0)],
            events.Skip(1).Select(each => (each.Kind, each.Kind == "rolledBack" ? each.From : each.To, each.Percentage)));
        Assert.All(events.Skip(2), each => Assert.Equal("controller", each.Actor));
        Assert.Contains("The show breaks the new checkout", shop.Output, StringComparison.Ordinal);

        // Once in a long while the old checkout fails too; that it is the old one that answers is what counts.
        var sold = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/checkout");
            request.Headers.Add("X-Shopper", FormattableString.Invariant($"buyer-{i}"));
            using var answer = await client.SendAsync(request, limit.Token);
            if (answer.IsSuccessStatusCode)
            {
                sold.Add((await JsonAsync(answer, limit.Token)).GetProperty("checkout").GetString()!);
            }
        }

        Assert.InRange(sold.Count, 15, 20);
        Assert.All(sold, checkout => Assert.Equal("old", checkout));
        var page = await client.GetStringAsync("/", limit.Token);
        Assert.Contains("Taken back.", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/rollouts/flags/new_checkout", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/rollouts/flags/new_checkout", limit.Token)).StatusCode);
        var history = await JsonAsync(await client.GetAsync("/api/v2/rollouts/production/new_checkout/history?span=15m", limit.Token), limit.Token);
        Assert.Equal("5s", history.GetProperty("step").GetString());
    }

    [Fact]
    public async Task A_viewer_may_break_it_sooner_and_a_page_of_another_site_may_not()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var shop = new StorefrontProcess("--urls", "http://127.0.0.1:0", "--stage-seconds", "60");
        using var client = new HttpClient { BaseAddress = await shop.OpenAsync(limit.Token) };
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/break");
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(foreign, limit.Token)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/break", null, limit.Token)).StatusCode);
        var events = await EventsUntilAsync(client, "rolledBack", shop, limit.Token);
        Assert.Equal("created, started, rolledBack", string.Join(", ", events.Select(each => each.Kind)));
        Assert.Contains("Somebody broke the new checkout", shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence_and_the_way_out()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var shop = new StorefrontProcess("--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(1, await shop.EndAsync(limit.Token));
        Assert.Contains("another program has the address already", shop.Output, StringComparison.Ordinal);
        Assert.Contains("--urls http://127.0.0.1:5081", shop.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", shop.Output, StringComparison.Ordinal);
    }

    private static async Task<List<(string Kind, string Actor, string? From, string? To, double Percentage)>> EventsUntilAsync(
        HttpClient client, string kind, StorefrontProcess shop, CancellationToken limit)
    {
        while (true)
        {
            using var answer = await client.GetAsync("/api/v2/rollouts/production/new_checkout/events", limit);
            if (answer.IsSuccessStatusCode)
            {
                List<(string Kind, string Actor, string? From, string? To, double Percentage)> events =
                    [.. (await JsonAsync(answer, limit)).GetProperty("events").EnumerateArray().Select(Read)];
                if (events.Exists(each => each.Kind == kind))
                {
                    return events;
                }
            }

            if (limit.IsCancellationRequested)
            {
                Assert.Fail(shop.Output);
            }

            await Task.Delay(250, CancellationToken.None);
        }
    }

    private static (string Kind, string Actor, string? From, string? To, double Percentage) Read(JsonElement happened) => (
        happened.GetProperty("kind").GetString()!,
        happened.GetProperty("actor").GetString()!,
        StageOf(happened.GetProperty("from")),
        StageOf(happened.GetProperty("to")),
        happened.GetProperty("to").GetProperty("percentage").GetDouble());

    private static string? StageOf(JsonElement position) => position.ValueKind == JsonValueKind.Null ? null : position.GetProperty("stage").GetString();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, CancellationToken limit) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(limit)).RootElement;
}
