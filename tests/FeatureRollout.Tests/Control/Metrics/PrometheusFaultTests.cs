using System.Net;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Control.Metrics;

/// <summary>What comes back when something is wrong: never a point, always a sentence without secrets.</summary>
[Trait("Requirement", "F-17")]
public sealed class PrometheusFaultTests
{
    private const string Secret = "hunter2";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Address = new($"https://reader:{Secret}@metrics.example:9090/prometheus?token={Secret}");

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>Sign in</html>", "text/html", "answered with a web page; is there a sign-in or a path in front of it?")]
    [InlineData(HttpStatusCode.BadGateway, "<html>502</html>", "text/html", "answered with status 502.")]
    [InlineData(HttpStatusCode.Unauthorized, "Unauthorized", "text/plain", "answered with status 401.")]
    [InlineData(HttpStatusCode.NoContent, "", "text/plain", "answered with status 204.")]
    [InlineData(HttpStatusCode.Found, "", "text/plain", "redirects elsewhere, which is not followed; give the final address.")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"status":"error","errorType":"timeout","error":"query timed out\nin expression"}""", "application/json", "Prometheus refuses the query: query timed out in expression")]
    [InlineData(HttpStatusCode.OK, """{"status":"error","errorType":"bad_data","error":"no"}""", "application/json", "Prometheus refuses the query: no")]
    [InlineData(HttpStatusCode.OK, "<p>", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, "", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, "[]", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, "null", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success"}""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"data":{"resultType":"scalar","result":[1,"1"]}}""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1767268800,"1"],[17672""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1767268800,"one"]]}]}}""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1e300,"1"]]}]}}""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[1]}]}}""", "application/json", "What came back is no answer of Prometheus' query API.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}""", "application/json", "The query gives a histogram, not a number; ask for histogram_quantile(…) or a rate of its count.")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","warnings":["a store is away"],"data":{"resultType":"vector","result":[{"metric":{},"value":[1767268800,"1"]}]}}""", "application/json", "Prometheus warns that the result may be incomplete: a store is away")]
    [InlineData(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1767268800,"1"]},{"metric":{},"value":[1767268800,"2"]}]}}""", "application/json", "The query gives 2 series where one is needed; aggregate them, for example by sum(…).")]
    public async Task What_is_no_answer_is_no_data(HttpStatusCode status, string body, string mediaType, string expected)
    {
        var refused = await RefusalOf(new ScriptedHttp(status, body, mediaType));

        Assert.EndsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_after_a_followed_redirect_is_no_data()
    {
        var refused = await RefusalOf(new ScriptedHttp((_, _) =>
        {
            var response = ScriptedHttp.Answer(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""");
            response.RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://elsewhere.example/");
            return Task.FromResult(response);
        }));

        Assert.Equal("Prometheus at metrics.example:9090 redirects elsewhere, which is not followed; give the final address.", refused.Message);
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up_at_four_megabytes()
    {
        using var endless = new EndlessStream();
        var refused = await RefusalOf(new ScriptedHttp((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) })));

        Assert.Equal("Prometheus at metrics.example:9090 answered with more than 4 MiB; ask for less.", refused.Message);
        Assert.InRange(endless.Given, 4 << 20, 5 << 20);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_gives_no_data()
    {
        var time = new VirtualTimeProvider(Now);
        using var http = new ScriptedHttp(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            throw new InvalidOperationException();
        });
        using var client = new HttpClient(http);
        using var source = new PrometheusMetricSource("p", Address, client, TimeSpan.FromSeconds(3), time);
        var reading = source.ReadAsync("up", Now.AddHours(-1), Now, CancellationToken.None).AsTask();

        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("Prometheus at metrics.example:9090 did not answer within 3 s.", (await Assert.ThrowsAsync<MetricSourceException>(() => reading)).Message);
    }

    [Fact]
    public async Task A_reading_that_the_caller_cancels_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        using var client = new HttpClient(new ScriptedHttp(async (_, cancellationToken) =>
        {
            await cancelled.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        }));
        using var source = new PrometheusMetricSource("p", Address, client);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.ReadAsync("up", Now, Now, cancelled.Token));
    }

    [Fact]
    public async Task Who_cannot_be_reached_or_breaks_off_gives_no_data()
    {
        var unreachable = await RefusalOf(new ScriptedHttp((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, $"refused ({Address})")));
        var broken = await RefusalOf(new ScriptedHttp((_, _) => throw new IOException(Address.ToString())));

        Assert.Equal("Prometheus at metrics.example:9090 could not be reached (ConnectionError).", unreachable.Message);
        Assert.Equal("Prometheus at metrics.example:9090 broke off in the middle of its answer.", broken.Message);
    }

    [Fact]
    public async Task Points_are_finite_and_sorted()
    {
        var points = await Source(new ScriptedHttp(HttpStatusCode.OK, """
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1767268802.5,"2e-1"],[1767268801,"NaN"],[1767268800,"1"],[1767268803,"+Inf"],[1767268804,"-Inf"]]}]}}
            """)).ReadAsync("up", Now.AddHours(-1), Now, CancellationToken.None);

        Assert.Equal([new MetricPoint(Now, 1), new MetricPoint(Now.AddSeconds(2.5), 0.2)], points);
    }

    [Fact]
    public async Task The_question_goes_as_a_form_under_the_path_prefix_and_the_password_in_a_header_alone()
    {
        using var http = new ScriptedHttp(HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[]}}""");

        Assert.Empty(await Source(http).ReadAsync("up{a=\"b\"} & c", Now.AddHours(-1), Now, CancellationToken.None));

        var (request, body) = Assert.Single(http.Requests);
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("https://metrics.example:9090/prometheus/api/v1/query_range", request.RequestUri!.ToString());
        Assert.Equal("query=up%7Ba%3D%22b%22%7D+%26+c&start=1767265200.000&end=1767268800.000&step=15", body);
        Assert.Equal("Basic", request.Headers.Authorization!.Scheme);
    }

    [Theory]
    [InlineData("ftp://metrics.example/")]
    [InlineData("/relative")]
    public void An_address_that_is_none_is_refused(string address)
    {
        Assert.Throws<ArgumentException>(() => new PrometheusMetricSource("p", new Uri(address, UriKind.RelativeOrAbsolute)));
    }

    private static PrometheusMetricSource Source(ScriptedHttp http) => new("p", Address, new HttpClient(http));

    private static async Task<MetricSourceException> RefusalOf(ScriptedHttp http)
    {
        using var source = Source(http);
        var refused = await Assert.ThrowsAsync<MetricSourceException>(async () => await source.ReadAsync("up", Now.AddHours(-1), Now, CancellationToken.None));
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        return refused;
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
