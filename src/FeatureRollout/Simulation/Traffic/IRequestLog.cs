namespace FeatureRollout.Simulation.Traffic;

/// <summary>Requests of a log, one by one. Not thread-safe.</summary>
internal interface IRequestLog : IDisposable
{
    /// <summary>What was passed over, for people; empty where nothing was.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>The next request; null at the end.</summary>
    /// <exception cref="FormatException">Something is wrong in it; the message names line and column.</exception>
    RecordedRequest? Next();

    /// <summary>An error about the log as a whole, where it has no request.</summary>
    FormatException Empty();

    /// <summary>An error at the beginning of a line.</summary>
    FormatException Error(int line, string message);
}

/// <summary>A request as it was recorded.</summary>
internal readonly record struct RecordedRequest(DateTimeOffset At, string CustomerId, bool Failed, TimeSpan? Latency, int Line);
