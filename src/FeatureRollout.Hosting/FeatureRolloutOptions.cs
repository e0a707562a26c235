namespace FeatureRollout;

/// <summary>How <c>services.AddFeatureRollout()</c> sets the library up. Read and validated once, when the host starts or the flags are first resolved.</summary>
public sealed class FeatureRolloutOptions
{
    /// <summary>
    /// The environment whose state is served, taken exactly as written; environments share nothing.
    /// 1 to 128 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.
    /// Default the host's environment name in lower case, or <c>production</c> without a host.
    /// </summary>
    public string? Environment { get; set; }

    /// <summary>How often each provider is read again, whatever its watcher says. Default 30 seconds; 10 milliseconds to 1 day.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one read may take before it is given up. Default 10 seconds; more than nothing, at most 1 hour.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A file that keeps a copy of what each provider last gave, for a start while one of them is away; relative to the
    /// host's content root. Default null: none.
    /// </summary>
    public string? LastKnownGoodPath { get; set; }

    /// <summary>
    /// How long the start of the host may wait for the first read of all providers; then it goes on with what there is.
    /// Zero waits for nothing. Default 5 seconds; at most 1 hour.
    /// </summary>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the host refuses to start when <see cref="StartupTimeout"/> passed without every provider having been read. Default false.</summary>
    public bool RequireReadyAtStart { get; set; }

    /// <summary>How many answers of segment sources are kept, over all segments. Default 100,000; 1 to 10,000,000.</summary>
    public int SegmentCacheSize { get; set; } = 100_000;

    /// <summary>
    /// How long an answer of a segment source is fresh. An older one is still given, while the source is asked again.
    /// Default 5 minutes; 1 second to 30 days.
    /// </summary>
    public TimeSpan SegmentTimeToLive { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a segment source may take for one answer. Default 2 seconds; more than nothing, at most 1 minute.</summary>
    public TimeSpan SegmentTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many questions one segment source is asked at a time. Default 16; 1 to 1,024.</summary>
    public int SegmentConcurrency { get; set; } = 16;

    /// <summary>Whether this process's controller moves rollouts; false leaves that to another process. Default true.</summary>
    public bool RunController { get; set; } = true;

    /// <summary>How often the controller looks at each rollout. Default 15 seconds; 100 milliseconds to 1 hour.</summary>
    public TimeSpan ControllerInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one read of a metric source may take. Default 5 seconds; more than nothing, at most 1 minute.</summary>
    public TimeSpan MetricTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary><inheritdoc cref="RolloutOptions.LeaseDuration" path="/summary/node()"/></summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary><inheritdoc cref="RolloutOptions.OutcomeInterval" path="/summary/node()"/></summary>
    public TimeSpan OutcomeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary><inheritdoc cref="RolloutOptions.ReportInterval" path="/summary/node()"/></summary>
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(10);
}
