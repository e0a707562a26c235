namespace FeatureRollout.Tests.Control.Metrics;

/// <summary>What a real Prometheus answers.</summary>
[Trait("Requirement", "F-17")]
public sealed class PrometheusMetricSourceTests(PrometheusServer server) : IClassFixture<PrometheusServer>, IDisposable
{
    private readonly PrometheusMetricSource _source = new("prometheus", server.Address);

    public void Dispose() => _source.Dispose();

    [FactWithPrometheus]
    public async Task A_gauge_is_read_over_a_window_up_to_now()
    {
        var now = TimeProvider.System.GetUtcNow();

        var points = await ReadAsync("queue_lag", TimeSpan.FromMinutes(1), now);

        Assert.NotEmpty(points);
        Assert.All(points, point => Assert.Equal(12.5, point.Value));
        Assert.Equal(now, points[^1].At, TimeSpan.FromMilliseconds(2));
        Assert.Equal(points.OrderBy(point => point.At), points);
    }

    [FactWithPrometheus]
    public async Task A_moment_is_one_point()
    {
        var now = TimeProvider.System.GetUtcNow();

        var point = Assert.Single(await ReadAsync("queue_lag", TimeSpan.Zero, now));

        Assert.Equal(12.5, point.Value);
        Assert.Equal(now, point.At, TimeSpan.FromMilliseconds(2));
    }

    [FactWithPrometheus]
    public async Task A_rate_of_counters_is_a_fraction()
    {
        var points = await ReadAsync("sum(rate(requests_total{code=\"500\"}[1m])) / sum(rate(requests_total[1m]))", TimeSpan.FromSeconds(2));

        Assert.Equal(0.1, points[^1].Value, 6);
    }

    [FactWithPrometheus]
    public async Task A_quantile_of_a_histogram_is_in_seconds()
    {
        var points = await ReadAsync("histogram_quantile(0.75, rate(latency_seconds_bucket[1m]))", TimeSpan.Zero);

        Assert.Equal(0.3, points[^1].Value, 6);
    }

    [FactWithPrometheus]
    public async Task The_window_of_a_month_comes_in_a_few_hundred_points()
    {
        var points = await ReadAsync("time()", TimeSpan.FromDays(30));

        Assert.InRange(points.Count, 200, 250);
    }

    [FactWithPrometheus]
    public async Task A_scalar_is_a_point_and_a_text_is_no_data()
    {
        Assert.Equal(7, Assert.Single(await ReadAsync("scalar(vector(7))", TimeSpan.Zero)).Value);
        var refused = await Assert.ThrowsAsync<MetricSourceException>(async () => await ReadAsync("\"seven\"", TimeSpan.Zero));
        Assert.Equal("The query gives a text, not a number.", refused.Message);
    }

    [FactWithPrometheus]
    public async Task An_unknown_metric_is_empty()
    {
        Assert.Empty(await ReadAsync("nobody_knows", TimeSpan.FromMinutes(1)));
        Assert.Empty(await ReadAsync("nobody_knows", TimeSpan.Zero));
    }

    [FactWithPrometheus]
    public async Task What_is_not_a_number_or_infinite_is_left_out()
    {
        Assert.Empty(await ReadAsync("idle / idle", TimeSpan.FromMinutes(1)));
        Assert.Empty(await ReadAsync("1 / scalar(idle)", TimeSpan.Zero));
        Assert.Empty(await ReadAsync("-1 / idle", TimeSpan.Zero));
        Assert.Empty(await ReadAsync("broken", TimeSpan.Zero));
    }

    [FactWithPrometheus]
    public async Task Several_series_are_no_data()
    {
        var refused = await Assert.ThrowsAsync<MetricSourceException>(async () => await ReadAsync("requests_total", TimeSpan.FromMinutes(1)));

        Assert.Equal("The query gives 2 series where one is needed; aggregate them, for example by sum(…).", refused.Message);
    }

    [FactWithPrometheus]
    public async Task A_query_with_a_mistake_is_refused_in_the_words_of_Prometheus()
    {
        var refused = await Assert.ThrowsAsync<MetricSourceException>(async () => await ReadAsync("rate(requests_total[1m]", TimeSpan.FromMinutes(1)));

        Assert.StartsWith("Prometheus refuses the query: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("unclosed left parenthesis", refused.Message, StringComparison.Ordinal);
    }

    [FactWithPrometheus]
    public async Task Names_filled_into_a_query_reach_the_label_whatever_stands_in_them()
    {
        const string Stage = "5% \"beta\" \\ 'x' `y` {z}\n";
        var query = FeatureRollout.Control.Metrics.MetricQuery.Fill("label_replace(vector(1), \"stage\", \"{stage}\", \"\", \"\") and on (stage) label_replace(vector(1), \"stage\", '{stage}', \"\", \"\")", "f", Stage, "production");

        Assert.Equal(1, Assert.Single(await ReadAsync(query, TimeSpan.Zero)).Value);
    }

    private ValueTask<IReadOnlyList<MetricPoint>> ReadAsync(string query, TimeSpan window, DateTimeOffset? now = null)
    {
        var to = now ?? TimeProvider.System.GetUtcNow();
        return _source.ReadAsync(query, to - window, to, CancellationToken.None);
    }
}
