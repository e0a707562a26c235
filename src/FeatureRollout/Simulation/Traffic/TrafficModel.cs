using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout;

/// <summary>
/// Requests that are drawn: how many come, by time of day and of week, and how they do with the feature on and off. Nothing
/// is evaluated request by request; counts are drawn exactly as so many independent requests would give them.
/// </summary>
public sealed record TrafficModel : SimulatedTraffic
{
    /// <summary>How many requests come on average on a working day. Default 1,000.</summary>
    public double RequestsPerMinute { get; init; } = 1_000;

    /// <summary>Between how many customers the requests are divided evenly; at most 1,000,000. Default 10,000.</summary>
    public int Customers { get; init; } = 10_000;

    /// <summary>How far the day swings around its mean: 0 for not at all, 0.6 for 40 % at night and 160 % at the peak. Default 0.</summary>
    public double DailyWave { get; init; }

    /// <summary>When the day has its peak, in <see cref="TimeZone"/>. Default 14:00.</summary>
    public TimeOnly PeakTime { get; init; } = new(14, 0);

    /// <summary>The time zone of peak and weekend, by its IANA name. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>By what Saturdays and Sundays are multiplied. Default 1.</summary>
    public double WeekendFactor { get; init; } = 1;

    /// <summary>How requests do with the feature on.</summary>
    public ServiceModel On { get; init; } = new();

    /// <summary>How requests do with the feature off.</summary>
    public ServiceModel Off { get; init; } = new();

    /// <summary>Errors that come in bursts; null for none.</summary>
    public ErrorBursts? Bursts { get; init; }

    internal override ITrafficFlow Open(ulong seed, DateTimeOffset? start)
    {
        ServiceModel.Require(RequestsPerMinute is >= 0 and <= 10_000_000, nameof(TrafficModel), nameof(RequestsPerMinute), "from 0 to 10,000,000");
        ServiceModel.Require(Customers is > 0 and <= 1_000_000, nameof(TrafficModel), nameof(Customers), "from 1 to 1,000,000");
        ServiceModel.Require(DailyWave is >= 0 and <= 1, nameof(TrafficModel), nameof(DailyWave), "from 0 to 1");
        ServiceModel.Require(WeekendFactor is >= 0 and <= 1000, nameof(TrafficModel), nameof(WeekendFactor), "from 0 to 1000");
        ServiceModel.Require(TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone), nameof(TrafficModel), nameof(TimeZone), "a time zone's IANA name that this machine knows");
        ServiceModel.Require(
            Bursts is null or { ErrorRate: >= 0 and <= 1 } && (Bursts is null || (Bursts.Every > TimeSpan.Zero && Bursts.Length > TimeSpan.Zero)),
            nameof(TrafficModel), nameof(Bursts), "of an error rate from 0 to 1, with times of more than nothing");
        On.Check(nameof(On));
        Off.Check(nameof(Off));
        return new DrawnFlow(this, zone!, seed);
    }
}
