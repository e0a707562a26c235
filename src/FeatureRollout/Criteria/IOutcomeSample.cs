namespace FeatureRollout.Criteria;

/// <summary>Outcomes of one arm over a window or a whole stage.</summary>
internal interface IOutcomeSample
{
    /// <summary>
    /// Which counting this is: two samples of the whole stage with the same mark can be subtracted. A process that starts
    /// anew, a stage that is entered anew, has another mark.
    /// </summary>
    string Run { get; }

    /// <summary>How much time is covered: the window, or less where the stage is younger.</summary>
    TimeSpan Covered { get; }

    /// <summary>Outcomes.</summary>
    long Count { get; }

    /// <summary>Outcomes that failed.</summary>
    long Failures { get; }

    /// <summary>Outcomes with a latency.</summary>
    long LatencyCount { get; }

    /// <summary>How many latencies were over a limit in seconds, within 1 % of the limit.</summary>
    long CountAbove(double seconds);

    /// <summary>A quantile (0 to 1) of the latency in seconds, within 1 %; null without any.</summary>
    double? Quantile(double quantile);

    /// <summary>The mean latency in seconds, within 1 %; null without any.</summary>
    double? Mean { get; }
}
