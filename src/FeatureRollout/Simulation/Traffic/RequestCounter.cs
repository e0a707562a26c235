using FeatureRollout.Outcomes;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>
/// Counts the requests of one run: into the library's own windows for the stage that runs, and by hour and day for the result.
/// Not thread-safe.
/// </summary>
internal sealed class RequestCounter(TimeZoneInfo zone)
{
    private readonly HashSet<string> _exposed = new(StringComparer.Ordinal);
    private readonly List<HourCounts> _hours = [];
    private readonly List<DayCounts> _days = [];
    private long _mostCustomers;

    /// <summary>Where outcomes of the present stage go; null in none.</summary>
    public OutcomeWindows? Windows { get; set; }

    /// <summary>What was counted, by hours that have any, in order.</summary>
    public IReadOnlyList<HourCounts> Hours => _hours;

    /// <summary>What was counted, by days that have any, in order.</summary>
    public IReadOnlyList<DayCounts> Days => _days;

    /// <summary>Requests with the feature on while a fault showed.</summary>
    public long ExposedRequests { get; private set; }

    /// <summary>About how many customers these requests came from.</summary>
    public long ExposedCustomers => _exposed.Count > 0 ? _exposed.Count
        : _mostCustomers == 0 ? 0
        : (long)Math.Round(_mostCustomers * (1 - Math.Exp(-(double)ExposedRequests / _mostCustomers)));

    /// <summary>Counts requests of one arm.</summary>
    /// <param name="at">When they ended.</param>
    /// <param name="enabled">Whether the feature was on for them.</param>
    /// <param name="drawn">Whether by draw.</param>
    /// <param name="successes">How many succeeded.</param>
    /// <param name="failures">How many failed.</param>
    /// <param name="firstBucket">The bucket of the first of <paramref name="latencies"/>.</param>
    /// <param name="latencies">How many latencies fell into each bucket.</param>
    public void Count(DateTimeOffset at, bool enabled, bool drawn, long successes, long failures, int firstBucket, ReadOnlySpan<long> latencies)
    {
        Windows?.Add(enabled, drawn, successes, failures, firstBucket, latencies, at.UtcTicks);
        HourAt(at).Add(enabled, successes, failures);
        DayAt(at).Add(enabled, successes, failures, firstBucket, latencies);
    }

    /// <summary>Requests of so many customers were exposed to a fault.</summary>
    public void Expose(long customersIn, long requests)
    {
        _mostCustomers = Math.Max(_mostCustomers, customersIn);
        ExposedRequests += requests;
    }

    /// <summary>A request of one customer was exposed to a fault.</summary>
    public void Expose(string customerId)
    {
        _exposed.Add(customerId);
        ExposedRequests++;
    }

    private HourCounts HourAt(DateTimeOffset at)
    {
        var hour = new DateTimeOffset((at.UtcTicks - 1) / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
        if (_hours.Count == 0 || _hours[^1].From != hour)
        {
            _hours.Add(new HourCounts(hour));
        }

        return _hours[^1];
    }

    /// <summary>A day's last minute ends with the day.</summary>
    private DayCounts DayAt(DateTimeOffset at)
    {
        if (_days.Count == 0 || at > _days[^1].Until || at <= _days[^1].From)
        {
            var local = TimeZoneInfo.ConvertTime(at.AddTicks(-1), zone);
            var from = at - local.TimeOfDay - TimeSpan.FromTicks(1);
            _days.Add(new DayCounts(DateOnly.FromDateTime(local.DateTime), from, from.AddDays(1)));
        }

        return _days[^1];
    }
}

/// <summary>Requests of one hour.</summary>
internal sealed class HourCounts(DateTimeOffset from)
{
    public DateTimeOffset From => from;

    public ArmCounts On { get; } = new();

    public ArmCounts Off { get; } = new();

    public void Add(bool enabled, long successes, long failures) => (enabled ? On : Off).Add(successes, failures);
}

/// <summary>Requests of one day.</summary>
internal sealed class DayCounts(DateOnly day, DateTimeOffset from, DateTimeOffset until)
{
    private readonly LatencyHistogram _onLatencies = new();
    private readonly LatencyHistogram _offLatencies = new();

    public DateOnly Day => day;

    public DateTimeOffset From => from;

    public DateTimeOffset Until => until;

    public ArmCounts On { get; } = new();

    public ArmCounts Off { get; } = new();

    public void Add(bool enabled, long successes, long failures, int firstBucket, ReadOnlySpan<long> latencies)
    {
        (enabled ? On : Off).Add(successes, failures);
        var histogram = enabled ? _onLatencies : _offLatencies;
        for (var i = 0; i < latencies.Length; i++)
        {
            if (latencies[i] > 0)
            {
                histogram.Add(firstBucket + i, latencies[i]);
            }
        }
    }

    public ArmStatistics Statistics(bool enabled)
    {
        var (counts, latencies) = enabled ? (On, _onLatencies) : (Off, _offLatencies);
        return new ArmStatistics
        {
            Successes = counts.Count - counts.Failures,
            Failures = counts.Failures,
            LatencyCount = latencies.Count,
            LatencyP50 = latencies.Quantile(0.50),
            LatencyP95 = latencies.Quantile(0.95),
            LatencyP99 = latencies.Quantile(0.99),
        };
    }
}

/// <summary>Requests of one arm.</summary>
internal sealed class ArmCounts
{
    public long Count { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Failures as a fraction; null without any request.</summary>
    public double? ErrorRate => Count == 0 ? null : (double)Failures / Count;

    public void Add(long successes, long failures)
    {
        Count += successes + failures;
        Failures += failures;
    }
}
