using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout;

/// <summary>Requests for a simulation: a <see cref="TrafficModel"/> that draws them, or <see cref="RecordedTraffic"/> that reads them.</summary>
public abstract record SimulatedTraffic
{
    private protected SimulatedTraffic()
    {
    }

    /// <summary>Opens it for one run.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="start">The run's start; null for the traffic's own, or else any.</param>
    internal abstract ITrafficFlow Open(ulong seed, DateTimeOffset? start);
}

/// <summary>How requests do where the feature is on, or where it is off.</summary>
public sealed record ServiceModel
{
    /// <summary>The share of requests that fail, as a fraction. Default 0.001.</summary>
    public double ErrorRate { get; init; } = 0.001;

    /// <summary>Half of all requests take no longer; latencies are log-normal. Default 80 ms.</summary>
    public TimeSpan MedianLatency { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>95 % of all requests take no longer. Default 200 ms.</summary>
    public TimeSpan P95Latency { get; init; } = TimeSpan.FromMilliseconds(200);

    internal void Check(string place)
    {
        Require(ErrorRate is >= 0 and <= 1, place, nameof(ErrorRate), "a fraction from 0 to 1");
        Require(MedianLatency > TimeSpan.Zero && MedianLatency < TimeSpan.FromHours(1), place, nameof(MedianLatency), "more than zero and less than an hour");
        Require(P95Latency >= MedianLatency && P95Latency < TimeSpan.FromHours(1), place, nameof(P95Latency), "at least the median and less than an hour");
    }

    internal static void Require(bool holds, string place, string member, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException($"{place}.{member} must be {allowed}.", member);
        }
    }
}

/// <summary>
/// Errors that come in bursts, as a dependency that goes away for a while brings them: quiet and burst follow each other, each
/// ending at any minute with the same chance.
/// </summary>
/// <param name="Every">How long it is quiet, on average.</param>
/// <param name="Length">How long a burst lasts, on average.</param>
/// <param name="ErrorRate">The share of requests that fail in a burst, as a fraction.</param>
public sealed record ErrorBursts(TimeSpan Every, TimeSpan Length, double ErrorRate)
{
    /// <summary>Whether they strike requests with the feature off too. Default true.</summary>
    public bool BothArms { get; init; } = true;
}

/// <summary>Something that is wrong with the feature for a time, such as a version with a defect.</summary>
public sealed record SimulatedFault
{
    /// <summary>From when, counted from the simulation's start. Default the start.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Until when, counted from the simulation's start; null for ever. It is where the fixed version arrives.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>It shows only while at least this share of customers is in. Default any.</summary>
    public Percentage FromPercentage { get; init; }

    /// <summary>The share of requests that fail by it with the feature on, as a fraction; those that would have failed anyway come on top. Default none.</summary>
    public double ErrorRate { get; init; }

    /// <summary>By what it multiplies the latency of requests with the feature on. Default 1.</summary>
    public double LatencyFactor { get; init; } = 1;

    internal void Check()
    {
        ServiceModel.Require(ErrorRate is >= 0 and <= 1, nameof(SimulatedFault), nameof(ErrorRate), "a fraction from 0 to 1");
        ServiceModel.Require(LatencyFactor is > 0 and <= 1000, nameof(SimulatedFault), nameof(LatencyFactor), "more than 0 and at most 1000");
        ServiceModel.Require(Until is null || Until > From, nameof(SimulatedFault), nameof(Until), "later than From, or null");
    }
}
