using System.Globalization;
using FeatureRollout.Hashing;
using FeatureRollout.Simulation.Drawing;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>Draws the requests of a <see cref="TrafficModel"/>.</summary>
internal sealed class DrawnFlow(TrafficModel model, TimeZoneInfo zone, ulong seed) : ITrafficFlow
{
    private readonly RandomStream _arrivals = new(seed, 1);
    private readonly RandomStream _outcomes = new(seed, 2);
    private readonly RandomStream _latencies = new(seed, 3);
    private readonly RandomStream _bursts = new(seed, 4);
    private readonly Dictionary<(TimeSpan Median, TimeSpan P95), LatencyShape> _shapes = [];
    private int[]? _customersBelow;
    private bool _isBurst;

    public DateTimeOffset? Start => null;

    public bool HasEnded => false;

    public IReadOnlyList<string> Notes => [];

    public long CustomersIn(Presence presence) => presence.IsOn ? NamedIn(presence) + DrawnIn(presence) : 0;

    public void Flow(DateTimeOffset from, DateTimeOffset until, Presence presence, in ActiveFault fault, RequestCounter counter)
    {
        TurnBurst(until - from);
        var all = Counts.Poisson(_arrivals, RateAt(from) * (until - from).TotalMinutes);
        var named = presence.IsOn ? Counts.Binomial(_arrivals, all, (double)NamedIn(presence) / model.Customers) : 0;
        var drawn = presence.IsOn ? Counts.Binomial(_arrivals, all - named, (double)DrawnIn(presence) / (model.Customers - NamedIn(presence))) : 0;
        if (fault.IsActive && named + drawn > 0)
        {
            counter.Expose(NamedIn(presence) + DrawnIn(presence), named + drawn);
        }

        Count(until, named, enabled: true, drawn: false, fault, counter);
        Count(until, drawn, enabled: true, drawn: true, fault, counter);
        Count(until, all - named - drawn, enabled: false, drawn: presence.IsOn, ActiveFault.None, counter);
    }

    public void Dispose()
    {
    }

    private void Count(DateTimeOffset at, long requests, bool enabled, bool drawn, in ActiveFault fault, RequestCounter counter)
    {
        if (requests == 0)
        {
            return;
        }

        var service = enabled ? model.On : model.Off;
        var succeed = (1 - service.ErrorRate) * (1 - fault.ErrorRate);
        if (_isBurst && model.Bursts is { } bursts && (enabled || bursts.BothArms))
        {
            succeed *= 1 - bursts.ErrorRate;
        }

        var failures = Counts.Binomial(_outcomes, requests, 1 - succeed);
        var shape = ShapeOf(service.MedianLatency * fault.LatencyFactor, service.P95Latency * fault.LatencyFactor);
        counter.Count(at, enabled, drawn, requests - failures, failures, shape.FirstBucket, shape.Draw(_latencies, requests));
    }

    private double RateAt(DateTimeOffset at)
    {
        if (model.DailyWave == 0 && model.WeekendFactor == 1)
        {
            return model.RequestsPerMinute;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone);
        var wave = 1 + (model.DailyWave * Math.Cos(2 * Math.PI * (local.TimeOfDay - model.PeakTime.ToTimeSpan()).TotalDays));
        return model.RequestsPerMinute * wave * (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? model.WeekendFactor : 1);
    }

    private void TurnBurst(TimeSpan passed)
    {
        if (model.Bursts is { } bursts)
        {
            var chance = 1 - Math.Exp(-(passed / (_isBurst ? bursts.Length : bursts.Every)));
            _isBurst ^= _bursts.NextUnit() < chance;
        }
    }

    private LatencyShape ShapeOf(TimeSpan median, TimeSpan p95)
    {
        if (!_shapes.TryGetValue((median, p95), out var shape))
        {
            shape = new LatencyShape(median, p95);
            _shapes.Add((median, p95), shape);
        }

        return shape;
    }

    private long NamedIn(Presence presence) => Math.Min(presence.Named.Count, model.Customers - 1);

    /// <summary>As the flag's own bucketing draws them: few customers are seldom exactly the percentage.</summary>
    private long DrawnIn(Presence presence)
    {
        _customersBelow ??= CountBuckets(presence, model.Customers);
        return Math.Min(_customersBelow[presence.Percentage.Thousandths], model.Customers - NamedIn(presence));
    }

    private static int[] CountBuckets(Presence presence, int customers)
    {
        var below = new int[BucketingV1.BucketCount + 1];
        Span<char> id = stackalloc char[20];
        for (var i = 1; i <= customers; i++)
        {
            _ = id.TryWrite(CultureInfo.InvariantCulture, $"customer-{i}", out var length);
            below[(presence.BucketOf(id[..length]) ?? BucketingV1.BucketCount - 1) + 1]++;
        }

        for (var i = 1; i < below.Length; i++)
        {
            below[i] += below[i - 1];
        }

        return below;
    }
}
