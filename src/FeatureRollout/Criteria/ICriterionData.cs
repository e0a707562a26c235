namespace FeatureRollout.Criteria;

/// <summary>Whose outcomes are meant.</summary>
internal enum CriterionArm
{
    /// <summary>Everybody for whom the flag was on.</summary>
    On,

    /// <summary>Those for whom the flag was on by percentage or rule: the arm that can be compared with the control.</summary>
    DrawnOn,

    /// <summary>Those for whom the flag was off by percentage or rule: the control.</summary>
    DrawnOff,
}

/// <summary>
/// Everything that the criteria of one rollout can ask at one look. It is gathered before judging, so that judging is a
/// pure function; what could not be had is null.
/// </summary>
internal interface ICriterionData
{
    /// <summary>The moment of the look.</summary>
    DateTimeOffset Now { get; }

    /// <summary>How long the rollout has been in its stage.</summary>
    TimeSpan StageAge { get; }

    /// <summary>Outcomes within a window that ends now; of the whole stage where <paramref name="over"/> is null.</summary>
    IOutcomeSample? Outcomes(CriterionArm arm, TimeSpan? over);

    /// <summary>
    /// The points of a metric within a window that ends now, oldest first; null where the source failed, gave several
    /// series, or is unknown. Points that are not finite have been left out.
    /// </summary>
    IReadOnlyList<MetricPoint>? Series(string metric, TimeSpan over);

    /// <summary>What a word stands for beside this metric; null where it was never set.</summary>
    double? Value(CriterionWord word, string metric);

    /// <summary>How many incidents of a severity are open.</summary>
    int OpenIncidents(string severity);

    /// <summary>How many incidents of a severity were reported within a window that ends now; in the whole stage where it is null.</summary>
    int ReportedIncidents(string severity, TimeSpan? over);

    /// <summary>The metrics of the plan that have a target, for <c>all(targets)</c>; each with its target as a criterion.</summary>
    IReadOnlyList<Criterion> Targets { get; }
}

/// <summary>The words that stand for a value of the metric on the other side.</summary>
internal enum CriterionWord
{
    /// <summary>What the plan aims at.</summary>
    Target,

    /// <summary>Where the plan wants somebody told.</summary>
    Alert,

    /// <summary>The value captured at a named moment, such as the start of the rollout.</summary>
    Baseline,

    /// <summary>The same metric of the control arm.</summary>
    Control,

    /// <summary>The value at the end of the stage before.</summary>
    Previous,

    /// <summary>What may be spent.</summary>
    Budget,
}

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
