namespace FeatureRollout.Criteria;

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
    /// series, or is unknown. Points that are not finite have been left out. A value reported by hand holds until the
    /// next one: the newest such point is given even where it is older than the window.
    /// </summary>
    IReadOnlyList<MetricPoint>? Series(string metric, TimeSpan over);

    /// <summary>What a word stands for beside this metric; null where it was never set.</summary>
    /// <param name="word">The word.</param>
    /// <param name="metric">The expression on the other side as <c>Language.CriterionPrinter</c> writes it, such as <c>p95(latency)</c>.</param>
    double? Value(CriterionWord word, string metric);

    /// <summary>How many incidents of a severity are open; its case does not count.</summary>
    int OpenIncidents(string severity);

    /// <summary>
    /// How many incidents of a severity were reported within a window that ends now; in the whole stage where it is null.
    /// The severity's case does not count.
    /// </summary>
    int ReportedIncidents(string severity, TimeSpan? over);

    /// <summary>The metrics of the plan that have a target, for <c>all(targets)</c>; each with its target as a criterion.</summary>
    IReadOnlyList<Criterion> Targets { get; }
}
