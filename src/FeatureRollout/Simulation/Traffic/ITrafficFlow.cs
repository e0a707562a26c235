namespace FeatureRollout.Simulation.Traffic;

/// <summary>Traffic of one run, as it comes. Not thread-safe.</summary>
internal interface ITrafficFlow : IDisposable
{
    /// <summary>The moment at which it begins; null where it can begin at any.</summary>
    DateTimeOffset? Start { get; }

    /// <summary>Whether nothing more comes.</summary>
    bool HasEnded { get; }

    /// <summary>What is to be said about it at the end.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>How many customers are in at this presence.</summary>
    /// <param name="presence">Who is in.</param>
    long CustomersIn(Presence presence);

    /// <summary>Counts the requests of a short time, no longer than a minute.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The first moment after it.</param>
    /// <param name="presence">Who is in.</param>
    /// <param name="fault">What is wrong with the feature meanwhile.</param>
    /// <param name="counter">What counts them.</param>
    void Flow(DateTimeOffset from, DateTimeOffset until, Presence presence, in ActiveFault fault, RequestCounter counter);
}

/// <summary>What is wrong with the feature at a moment.</summary>
/// <param name="IsActive">Whether anything is.</param>
/// <param name="ErrorRate">The share of requests that fail by it.</param>
/// <param name="LatencyFactor">By what latencies are multiplied.</param>
internal readonly record struct ActiveFault(bool IsActive, double ErrorRate, double LatencyFactor)
{
    public static readonly ActiveFault None = new(false, 0, 1);
}
