using FeatureRollout.Control.Metrics;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Metrics;

[Trait("Requirement", "F-17")]
public sealed class MetricSamplerTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly VirtualTimeProvider _time = new();
    private int _asked;

    [Fact]
    public async Task A_value_is_read_once_in_a_look_however_often_it_is_asked()
    {
        var look = Sampler(Counting()).Look(_time.GetUtcNow());

        var first = await look.ReadAsync("s", "q", Hour, default);
        var second = await look.ReadAsync("s", "q", Hour, default);
        var other = await look.ReadAsync("s", "q", TimeSpan.FromMinutes(5), default);

        Assert.Same(first, second);
        Assert.Equal([1d], first.Points!.Select(point => point.Value));
        Assert.Equal(2, _asked);
        Assert.Equal([2d], other.Points!.Select(point => point.Value));
    }

    [Fact]
    public async Task Single_values_of_earlier_looks_are_kept_for_the_window()
    {
        var sampler = Sampler(Counting());
        for (var minute = 0; minute < 90; minute++)
        {
            await ReadAsync(sampler);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var points = (await ReadAsync(sampler)).Points!;

        Assert.Equal(Enumerable.Range(31, 61).Select(value => (double)value), points.Select(point => point.Value));
    }

    [Fact]
    public async Task A_value_that_is_missing_now_is_no_data_whatever_was_before()
    {
        double? value = 5;
        var sampler = Sampler(MetricSource.FromDelegate("s", (_, _) => ValueTask.FromResult(value)));
        Assert.NotNull((await ReadAsync(sampler)).Points);

        value = null;
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(MetricReading.None("The metric source \"s\" has no value for the query."), await ReadAsync(sampler));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task A_value_that_is_not_finite_is_no_data(double value)
    {
        var reading = await ReadAsync(Sampler(MetricSource.FromDelegate("s", (_, _) => ValueTask.FromResult<double?>(value))));

        Assert.Null(reading.Points);
    }

    [Fact]
    public void Years_of_looks_keep_a_bounded_series_that_still_reaches_back()
    {
        var window = TimeSpan.FromDays(7);
        var history = new MetricHistory(window);
        IReadOnlyList<MetricPoint> points = [];
        for (var i = 0; i < 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            points = history.Add(new MetricPoint(_time.GetUtcNow(), i), _time.GetUtcNow());
            Assert.True(points.Count <= MetricHistory.MostPoints);
        }

        Assert.InRange(points.Count, MetricHistory.MostPoints / 2, MetricHistory.MostPoints);
        Assert.InRange(points[0].At, _time.GetUtcNow() - window, _time.GetUtcNow() - window + TimeSpan.FromMinutes(10));
        Assert.Equal(_time.GetUtcNow(), points[^1].At);
        Assert.All(points.Skip(2).SkipLast(1).Zip(points.Skip(1)), pair => Assert.InRange(pair.First.At - pair.Second.At, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(8)));
        Assert.Equal(9_999 - (7 * 24 * 30 / 2), points.Average(point => point.Value), 20d);
    }

    [Fact]
    public async Task A_series_is_taken_as_it_is_without_what_is_outside_the_window()
    {
        var now = _time.GetUtcNow();
        var sampler = Sampler(MetricSource.FromDelegate("s", (_, from, to, _) => ValueTask.FromResult<IReadOnlyList<MetricPoint>>(
            [new(to, 3), new(from.AddMinutes(-1), 0), new(from, 1), new(from.AddMinutes(1), double.NaN), new(to.AddHours(1), 9), new(to.AddSeconds(2), 4)])));

        var reading = await sampler.Look(now).ReadAsync("s", "q", Hour, default);

        Assert.Equal([new MetricPoint(now - Hour, 1), new MetricPoint(now, 3), new MetricPoint(now, 4)], reading.Points);
    }

    [Fact]
    public async Task A_source_that_throws_is_told_without_what_may_be_secret()
    {
        var told = await ReadAsync(Sampler(Throwing(new MetricSourceException("The disk is full."))));
        var silent = await ReadAsync(Sampler(Throwing(new InvalidOperationException("password=hunter2"))));

        Assert.Equal("The metric source \"s\" failed: The disk is full.", told.Failure);
        Assert.Equal("The metric source \"s\" failed: InvalidOperationException.", silent.Failure);
    }

    [Fact]
    public async Task A_source_that_blocks_its_thread_costs_the_timeout_and_is_not_asked_for_ever()
    {
        using var release = new ManualResetEventSlim();
        var sampler = Sampler(MetricSource.FromDelegate("s", (_, _) =>
        {
            Interlocked.Increment(ref _asked);
            release.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return ValueTask.FromResult<double?>(1);
        }));

        for (var i = 0; i < 8; i++)
        {
            var reading = ReadAsync(sampler);
            await Wait.ToNextTimer(_time);
            Assert.Equal("The metric source \"s\" did not answer within 5 s.", (await reading).Failure);
        }

        Assert.Equal("The metric source \"s\" has not come back from earlier readings.", (await ReadAsync(sampler)).Failure);
        release.Set();

        // It comes back once the calls that hung have ended.
        var begun = TimeProvider.System.GetTimestamp();
        while ((await ReadAsync(sampler)).Points is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Wait.Longest);
        }
    }

    [Fact]
    public async Task An_unknown_source_is_told_with_the_nearest_name()
    {
        var reading = await Sampler(Counting("prometheus")).Look(_time.GetUtcNow()).ReadAsync("promethues", "q", Hour, default);

        Assert.Equal("There is no metric source \"promethues\"; did you mean \"prometheus\"?", reading.Failure);
    }

    [Fact]
    public void Two_sources_of_one_name_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Sampler(Counting(), Counting()));
    }

    [Theory]
    [InlineData("rate(errors{flag=\"{flag}\",env=\"{environment}\"}[5m]) > {stage} {other}", "rate(errors{flag=\"search\",env=\"eu\\x22\"}[5m]) > a\\x5cb\\x0a {other}")]
    [InlineData("{flag", "{flag")]
    [InlineData("", "")]
    public void Placeholders_are_filled_and_other_braces_stay(string query, string filled)
    {
        Assert.Equal(filled, MetricQuery.Fill(query, "search", "a\\b\n", "eu\""));
    }

    private static IMetricSource Throwing(Exception exception) => MetricSource.FromDelegate("s", (_, _) => throw exception);

    private IMetricSource Counting(string name = "s") =>
        MetricSource.FromDelegate(name, (_, _) => ValueTask.FromResult<double?>(Interlocked.Increment(ref _asked)));

    private MetricSampler Sampler(params IMetricSource[] sources) => new(sources, _time, Timeout);

    private Task<MetricReading> ReadAsync(MetricSampler sampler) => sampler.Look(_time.GetUtcNow()).ReadAsync("s", "q", Hour, default);
}
