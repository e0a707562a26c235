using System.Text;
using FeatureRollout.AdminApi;
using FeatureRollout.Audit;
using FeatureRollout.Changes;
using FeatureRollout.Dashboard;
using FeatureRollout.TestKit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

public sealed class EventRouteTests
{
    [Fact]
    public async Task Events_are_a_table_that_runs_no_formula()
    {
        await using var app = await AdminApp.StartAsync();
        (await app.PostAsync("flags/production/outbound_calls/kill", """{"reason": "=HYPERLINK(\"http://evil\"),\r\n\"x\""}""")).Is(200);
        (await app.PostAsync("flags/production/bulk_import/kill", """{"reason": "  +1"}""")).Is(200);
        var table = await app.GetAsync("events/production.csv");
        Assert.Equal((200, "text/csv"), (table.Status, table.Type));
        var rows = Parse(table.Text);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(17, row.Count));
        Assert.Equal(["sequence", "at", "key"], rows[0].Take(3), StringComparer.Ordinal);
        Assert.Equal(("outbound_calls", "administrator", "killed", "'=HYPERLINK(\"http://evil\"),\\r\\n\"x\""), (rows[1][2], rows[1][4], rows[1][5], rows[1][7]));
        Assert.Equal("'  +1", rows[2][7]);
        Assert.Equal(2, Parse((await app.GetAsync("events/production.csv?limit=1&after=" + rows[1][0])).Text).Count);
    }

    [Fact]
    public void Any_event_comes_back_from_the_table_as_it_is_shown()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var reason = text.Get;
            var shown = VisibleText.Of(reason);
            var events = new[] { new RolloutEvent { Key = "a", Version = 1, At = DateTimeOffset.UnixEpoch, Actor = reason, Reason = reason, Change = new RolloutChange.Killed() } };
            var rows = Parse(EventCsv.Of(events));
            var read = rows[1][7];
            var isSafe = read.Length == 0 || !"=+-@\t\r\n".Contains(read[0], StringComparison.Ordinal);
            return rows.Count == 2 && rows[1].Count == 17 && (read == shown || read == "'" + shown) && isSafe;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_stream_tells_the_version_and_each_change()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/stream/production");
        request.Headers.TryAddWithoutValidation("Authorization", AdminApp.Reader);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var first = await BlockAsync(lines, limit.Token);
        Assert.Equal("event: version", first[0]);
        Assert.Equal($"id: {app.Served.Status.Version}", first[1]);
        (await app.PatchAsync("flags/production/outbound_calls", """{"rollout": {"percentage": 10}}""")).Is(200);
        var change = await BlockAsync(lines, limit.Token);
        Assert.Equal("event: change", change[0]);
        Assert.Equal($$"""data: {"version":{{app.Served.Status.Version}},"flags":["outbound_calls"]}""", change[2]);
    }

    [Fact]
    public async Task A_quiet_stream_says_so_and_ends_with_the_application()
    {
        using var flags = FeatureFlags.FromJson("""{"flags": {}}""");
        using var stopping = new CancellationTokenSource();
        var time = new VirtualTimeProvider();
        var streams = new ChangeStreams(flags, time, most: 1, stopping.Token);
        var pipe = new System.IO.Pipelines.Pipe();
        var context = new DefaultHttpContext { Response = { Body = pipe.Writer.AsStream() } };
        var serving = streams.TryServeAsync(context, () => "event: version\n\n", _ => "event: change\n\n");
        using var lines = new StreamReader(pipe.Reader.AsStream());
        Assert.Equal("event: version", (await BlockAsync(lines, CancellationToken.None))[0]);
        var next = BlockAsync(lines, CancellationToken.None);
        for (var i = 0; i < 100 && !next.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        Assert.Equal([": quiet"], await next);
        Assert.Equal(1, streams.Open);
        await stopping.CancelAsync();
        await serving;
        Assert.Equal(0, streams.Open);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task A_stream_does_not_outlive_the_hour_in_which_its_reader_was_let_in()
    {
        using var flags = FeatureFlags.FromJson("""{"flags": {}}""");
        var time = new VirtualTimeProvider();
        var streams = new ChangeStreams(flags, time, StreamedChange.Most, CancellationToken.None);
        var pipe = new System.IO.Pipelines.Pipe();
        var serving = streams.TryServeAsync(
            new DefaultHttpContext { Response = { Body = pipe.Writer.AsStream() } }, () => "event: version\n\n", _ => "event: change\n\n", StreamedChange.Longest);
        using var lines = new StreamReader(pipe.Reader.AsStream());
        Assert.Equal("event: version", (await BlockAsync(lines, CancellationToken.None))[0]);
        time.Advance(StreamedChange.Longest);
        await serving.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, streams.Open);
    }

    [Fact]
    public async Task There_are_only_so_many_streams_and_one_that_ends_makes_room()
    {
        await using var app = await AdminApp.StartAsync();
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < StreamedChange.Most; i++)
            {
                open.Add(await OpenAsync(app));
                Assert.Equal(200, (int)open[^1].StatusCode);
            }

            using (var refused = await OpenAsync(app))
            {
                Assert.Equal((503, TimeSpan.FromSeconds(30)), ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta));
            }

            open[0].Dispose();
            for (var attempt = 0; ; attempt++)
            {
                open.Add(await OpenAsync(app));
                if (open[^1].IsSuccessStatusCode)
                {
                    break;
                }

                Assert.True(attempt < 1000);
                await Task.Yield();
            }
        }
        finally
        {
            open.ForEach(response => response.Dispose());
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(AdminApp app)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/stream/production");
        request.Headers.TryAddWithoutValidation("Authorization", AdminApp.Reader);
        return await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<string>> BlockAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        var block = new List<string>();
        while (await lines.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            block.Add(line);
        }

        return block;
    }

    /// <summary>A reader of RFC 4180, of its own.</summary>
    private static List<List<string>> Parse(string csv)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var at = 0;
        while (at < csv.Length)
        {
            var field = new StringBuilder();
            if (csv[at] == '"')
            {
                for (at++; csv[at] != '"' || (at + 1 < csv.Length && csv[at + 1] == '"'); at++)
                {
                    at += csv[at] == '"' ? 1 : 0;
                    field.Append(csv[at]);
                }

                at++;
            }
            else
            {
                while (csv[at] is not (',' or '\r'))
                {
                    field.Append(csv[at++]);
                }
            }

            row.Add(field.ToString());
            if (csv[at] == ',')
            {
                at++;
                continue;
            }

            Assert.Equal("\r\n", csv.Substring(at, 2));
            at += 2;
            rows.Add(row);
            row = [];
        }

        return rows;
    }
}
