using FeatureRollout.Dashboard.FlagPage.Charts;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage.Charts;

public sealed class ChartLawTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<ChartUnit> Units = Gen.Elements(ChartUnit.Share, ChartUnit.Time, ChartUnit.Count);

    private static Gen<double> ValueOf(ChartUnit unit) => unit == ChartUnit.Share
        ? Gen.OneOf(Gen.Constant(0.0), Gen.Constant(1.0), Gen.Choose(0, 1_000_000).Select(number => number / 1e6))
        : Gen.OneOf(Gen.Constant(0.0), from digits in Gen.Choose(1, 9_999) from power in Gen.Choose(-6, 9) select digits * Math.Pow(10, power));

    private static Gen<(ChartUnit Unit, double[] Values)> Series => from unit in Units from values in ValueOf(unit).ArrayOf() select (unit, values);

    /// <summary>Points by rising time, some of them gaps.</summary>
    private static Gen<ChartPoint[]> Points =>
        from values in Gen.OneOf(Gen.Constant((double?)null), Gen.Choose(0, 1_000).Select(number => (double?)number), Gen.Constant((double?)double.NaN)).ArrayOf()
        from seconds in Gen.Choose(1, 3_600)
        select values.Select((value, i) => new ChartPoint(Start.AddSeconds(i * seconds), value)).ToArray();

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void Ticks_rise_evenly_and_hold_every_value() => Prop.ForAll(Arb.From(Series), series =>
    {
        foreach (var fromTop in series.Unit == ChartUnit.Share ? new[] { false, true } : [false])
        {
            var axis = ValueAxis.Over(series.Values, series.Unit, fromTop);
            Assert.InRange(axis.Ticks.Count, 2, 8);
            Assert.Equal(axis.From, axis.Ticks[0]);
            Assert.Equal(axis.To, axis.Ticks[^1]);
            var steps = axis.Ticks.Zip(axis.Ticks.Skip(1), (left, right) => right - left).ToArray();
            Assert.All(steps, step => Assert.InRange(step, steps[0] * 0.999_999, steps[0] * 1.000_001));
            Assert.True(steps[0] > 0);
            Assert.All(series.Values, value => Assert.InRange(value, axis.From - (steps[0] * 1e-6), axis.To + (steps[0] * 1e-6)));
            Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(tick => ValueAxis.Label(tick, series.Unit)).Distinct(StringComparer.Ordinal).Count());
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void Higher_values_stand_higher_and_all_within_the_plot() => Prop.ForAll(Arb.From(Series), series =>
    {
        var axis = ValueAxis.Over(series.Values, series.Unit, fromTop: false);
        var heights = series.Values.Order().Select(axis.Height).ToArray();
        Assert.All(heights, height => Assert.InRange(height, 0, 1));
        Assert.Equal(heights.Order(), heights);
    }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void Later_moments_stand_further_right_and_ticks_are_few_and_within() => Prop.ForAll(
        Arb.From(from seconds in Gen.Choose(60, 604_800) from offset in Gen.Choose(0, 100_000) select (seconds, offset)),
        span =>
        {
            var axis = new TimeAxis(Start.AddSeconds(span.offset), Start.AddSeconds(span.offset + span.seconds));
            var ticks = axis.Ticks().ToArray();
            Assert.InRange(ticks.Length, 1, 8);
            Assert.All(ticks, tick => Assert.True(axis.Holds(tick)));
            var places = ticks.Select(axis.Place).ToArray();
            Assert.Equal(places.Order(), places);
            Assert.Equal(places.Length, places.Distinct().Count());
            Assert.Equal(0, axis.Place(axis.From));
            Assert.Equal(1, axis.Place(axis.To));
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void Gaps_are_never_joined_and_every_known_point_is_drawn_once() => Prop.ForAll(Arb.From(Points), points =>
    {
        var time = new TimeAxis(Start, (points.Length == 0 ? Start : points[^1].At).AddMinutes(1));
        var known = points.Select(point => point.Value is { } value && double.IsFinite(value)).ToArray();
        var stretches = LinePath.Stretches(points, time, new ValueAxis(0, 1_000, [0, 1_000]));
        var begins = known.Where((isKnown, i) => isKnown && (i == 0 || !known[i - 1])).Count();
        Assert.Equal(begins, stretches.Count);
        Assert.Equal(known.Count(isKnown => isKnown), stretches.Sum(stretch => stretch.Count));
        Assert.All(stretches, stretch => Assert.Equal(stretch.Select(point => point.X).Order(), stretch.Select(point => point.X)));
        Assert.All(stretches.SelectMany(stretch => stretch), point =>
        {
            Assert.InRange(point.X, 0, LinePath.Side);
            Assert.InRange(point.Y, 0, LinePath.Side);
        });
        Assert.Equal(begins, LinePath.Line(stretches).Count(letter => letter == 'M'));
    }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Requirement", "F-16")]
    public void Neighbours_are_added_up_without_losing_an_outcome_and_stay_in_order() => Prop.ForAll(
        Arb.From(from counts in Gen.Choose(0, 50).ArrayOf(700) from used in Gen.Choose(0, 700) select counts[..used]),
        counts =>
        {
            var history = new OutcomeHistory
            {
                Key = "a",
                Step = TimeSpan.FromMinutes(1),
                Points = [.. counts.Select((count, i) => new OutcomePoint(Start.AddMinutes(i), new ArmPoint(count, i % 3, count == 0 ? null : TimeSpan.FromMilliseconds(count)), new ArmPoint(1, 0, null)))],
            };
            var (points, step) = OutcomeCharts.Merge(history);
            Assert.InRange(points.Count, 0, 240);
            Assert.Equal(history.Points.Sum(point => point.On.Count), points.Sum(point => point.On.Count));
            Assert.Equal(history.Points.Sum(point => point.On.Failures), points.Sum(point => point.On.Failures));
            Assert.Equal(history.Points.Max(point => point.On.LatencyP95), points.Max(point => point.On.LatencyP95));
            Assert.All(points.Zip(points.Skip(1)), pair => Assert.Equal(step, pair.Second.At - pair.First.At));
        }).QuickCheckThrowOnFailure();
}
