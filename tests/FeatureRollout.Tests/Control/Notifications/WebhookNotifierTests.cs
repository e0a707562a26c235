using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Control.Metrics;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "X-05")]
public sealed class WebhookNotifierTests
{
    private const string Secret = "T0K3N";
    private static readonly Uri Address = new($"https://hooks.example/services/{Secret}");

    private static readonly RolloutNotification Alert = new()
    {
        Kind = NotificationKind.AlertFired,
        Environment = "production",
        Key = "search",
        Severity = AlertSeverity.Critical,
        Title = "errors fires <!channel> & \"@here\"",
        Text = "line one\n<@U123> `x`",
        CorrelationId = "production/search/alert/errors",
        At = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(1)),
    };

    [Fact]
    public async Task Plain_JSON_has_everything()
    {
        var happened = ExampleRollout.Event(new RolloutChange.RolledBack(), 1, RolloutStatus.Running, RolloutStatus.RolledBack) with { Reason = "a \"quote\"\n</script>" };

        var json = Assert.Single(await SentAsync(WebhookFormat.Json, Alert with { Event = happened }));

        Assert.Equal(
            """{"kind":"alertFired","environment":"production","key":"search","severity":"critical","title":"errors fires \u003C!channel\u003E \u0026 \u0022@here\u0022","text":"line one\n\u003C@U123\u003E \u0060x\u0060","correlationId":"production/search/alert/errors","resolves":false,"at":"2026-01-05T08:00:00Z","event":{"name":"rolledBack","sequence":100,"version":100,"actor":"controller","reason":"a \u0022quote\u0022\n\u003C/script\u003E","rule":null,"forced":false,"from":{"status":"running","stage":"canary","step":0,"percentage":5},"to":{"status":"rolledBack","stage":"beta | *5%*","step":0,"percentage":0}}}""",
            json);
    }

    [Fact]
    public async Task Slack_gets_blocks_in_which_nothing_is_a_mention_or_a_link()
    {
        var body = JsonDocument.Parse(Assert.Single(await SentAsync(WebhookFormat.Slack, Alert))).RootElement;

        var blocks = body.GetProperty("blocks").EnumerateArray().ToArray();
        Assert.Equal(["header", "section", "context"], blocks.Select(block => block.GetProperty("type").GetString()), StringComparer.Ordinal);
        Assert.Equal("🚨 errors fires &lt;!channel&gt; &amp; \"@\u2060here\"", blocks[0].GetProperty("text").GetProperty("text").GetString());
        Assert.Equal("line one\n&lt;@\u2060U123&gt; `x`", blocks[1].GetProperty("text").GetProperty("text").GetString());
        Assert.Equal("plain_text", blocks[1].GetProperty("text").GetProperty("type").GetString());
        Assert.Equal("production · search · critical · 2026-01-05 08:00 UTC", blocks[2].GetProperty("elements")[0].GetProperty("text").GetString());
        Assert.DoesNotContain("<", body.GetProperty("text").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_any_length_fits_into_what_Slack_takes()
    {
        var text = string.Concat(Enumerable.Repeat("&<😀> word ", 20_000));
        var report = Alert with { Kind = NotificationKind.Report, Title = new string('&', 1_000), Text = text + "\n```\n" };

        foreach (var notification in new[] { report, report with { Kind = NotificationKind.Change }, report with { Text = "" } })
        {
            var blocks = JsonDocument.Parse(Assert.Single(await SentAsync(WebhookFormat.Slack, notification))).RootElement.GetProperty("blocks").EnumerateArray().ToArray();

            Assert.InRange(blocks.Length, 3, 50);
            Assert.InRange(blocks[0].GetProperty("text").GetProperty("text").GetString()!.Length, 1, 150);
            Assert.All(blocks[1..^1], block => Assert.InRange(block.GetProperty("text").GetProperty("text").GetString()!.Length, 1, 3_000));
            Assert.DoesNotContain("\ufffd", string.Concat(blocks.Select(block => block.ToString())), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PagerDuty_gets_an_incident_and_its_end_under_one_key()
    {
        var trigger = JsonDocument.Parse(Assert.Single(await SentAsync(WebhookFormat.PagerDuty, Alert))).RootElement;
        var resolve = JsonDocument.Parse(Assert.Single(await SentAsync(WebhookFormat.PagerDuty, Alert with { Kind = NotificationKind.AlertResolved, Resolves = true }))).RootElement;

        Assert.Equal("trigger", trigger.GetProperty("event_action").GetString());
        Assert.Equal("critical", trigger.GetProperty("payload").GetProperty("severity").GetString());
        Assert.Equal(Alert.Title, trigger.GetProperty("payload").GetProperty("summary").GetString());
        Assert.Equal("2026-01-05T08:00:00Z", trigger.GetProperty("payload").GetProperty("timestamp").GetString());
        Assert.Equal("resolve", resolve.GetProperty("event_action").GetString());
        Assert.Equal("production/search/alert/errors", resolve.GetProperty("dedup_key").GetString());
        Assert.Equal(trigger.GetProperty("dedup_key").GetString(), resolve.GetProperty("dedup_key").GetString());
        Assert.Equal(Secret, resolve.GetProperty("routing_key").GetString());
    }

    [Theory]
    [InlineData(NotificationKind.Report, AlertSeverity.Info, false, "")]
    [InlineData(NotificationKind.Report, AlertSeverity.Critical, false, "")]
    [InlineData(NotificationKind.Change, AlertSeverity.Info, false, "")]
    [InlineData(NotificationKind.Change, AlertSeverity.Warning, false, "trigger")]
    [InlineData(NotificationKind.Change, AlertSeverity.Info, true, "resolve")]
    [InlineData(NotificationKind.Test, AlertSeverity.Info, false, "trigger resolve")]
    public async Task PagerDuty_is_woken_only_for_what_is_bad(NotificationKind kind, AlertSeverity severity, bool resolves, string actions)
    {
        var sent = await SentAsync(WebhookFormat.PagerDuty, Alert with { Kind = kind, Severity = severity, Resolves = resolves });

        Assert.Equal(actions, string.Join(' ', sent.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("event_action").GetString())));
    }

    [Fact]
    public async Task A_key_that_is_too_long_for_PagerDuty_is_shortened_the_same_way_each_time()
    {
        var longId = Alert with { CorrelationId = new string('x', 300) };

        var keys = (await SentAsync(WebhookFormat.PagerDuty, longId)).Concat(await SentAsync(WebhookFormat.PagerDuty, longId with { Resolves = true }))
            .Select(body => JsonDocument.Parse(body).RootElement.GetProperty("dedup_key").GetString());

        Assert.Equal(64, Assert.Single(keys.Distinct(StringComparer.Ordinal))!.Length);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.RequestTimeout, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.Found, false)]
    public async Task A_refusal_says_whether_to_try_again_and_no_secret(HttpStatusCode status, bool mayRetry)
    {
        var refused = await RefusalOf((_, _) => Task.FromResult(ScriptedHttp.Answer(status, Secret)));

        Assert.Equal(mayRetry, refused.MayRetry);
        Assert.Equal($"hooks.example answered with status {(int)status}.", refused.Message);
    }

    [Fact]
    public async Task What_the_service_says_about_when_is_passed_on()
    {
        var time = new VirtualTimeProvider();
        var seconds = await RefusalOf((_, _) => Task.FromResult(Busy(new RetryConditionHeaderValue(TimeSpan.FromSeconds(17)))), time);
        var date = await RefusalOf((_, _) => Task.FromResult(Busy(new RetryConditionHeaderValue(time.GetUtcNow().AddSeconds(40)))), time);

        Assert.Equal(TimeSpan.FromSeconds(17), seconds.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(40), date.RetryAfter);
    }

    [Fact]
    public async Task A_broken_connection_is_worth_another_try()
    {
        var refused = await RefusalOf((_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError, Address.ToString()));

        Assert.True(refused.MayRetry);
        Assert.Equal("hooks.example could not be reached (NameResolutionError).", refused.Message);
    }

    [Fact]
    public void What_cannot_work_is_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new WebhookNotifier("n", new Uri("mailto:a@b.example")));
        Assert.Throws<ArgumentException>(() => new WebhookNotifier("n", Address, WebhookFormat.PagerDuty));
        Assert.Throws<ArgumentException>(() => WebhookNotifier.PagerDuty("n", " "));
    }

    private static HttpResponseMessage Busy(RetryConditionHeaderValue when)
    {
        var response = ScriptedHttp.Answer(HttpStatusCode.TooManyRequests, "");
        response.Headers.RetryAfter = when;
        return response;
    }

    private static async Task<string[]> SentAsync(WebhookFormat format, RolloutNotification notification)
    {
        using var http = new ScriptedHttp(HttpStatusCode.Accepted, "ok");
        using var client = new HttpClient(http);
        using var notifier = format == WebhookFormat.PagerDuty ? WebhookNotifier.PagerDuty("n", Secret, Address, client) : new WebhookNotifier("n", Address, format, client);
        await notifier.NotifyAsync(notification, default);
        Assert.All(http.Requests, request => Assert.Equal("application/json", request.Request.Content!.Headers.ContentType!.MediaType));
        return [.. http.Requests.Select(request => request.Body)];
    }

    private static async Task<NotifierException> RefusalOf(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, TimeProvider? time = null)
    {
        using var client = new HttpClient(new ScriptedHttp(answer));
        using var notifier = new WebhookNotifier("n", Address, WebhookFormat.Slack, client, time);
        var refused = await Assert.ThrowsAsync<NotifierException>(() => notifier.NotifyAsync(Alert, default));
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
