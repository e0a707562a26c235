namespace FeatureRollout;

/// <summary>How rollouts are watched. Read once, when the engine is made.</summary>
public sealed class RolloutOptions
{
    /// <summary>How often the controller looks at each rollout. Default 15 seconds; 100 milliseconds to 1 hour.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one read of a metric source may take. Default 5 seconds; more than nothing, at most 1 minute.</summary>
    public TimeSpan MetricTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether this process may control rollouts; where false it only counts, reports and lets people act. Default true.</summary>
    public bool MayControl { get; set; } = true;

    /// <summary>
    /// How long the right to control lasts without being prolonged, on a store that several processes share: after a crash another process
    /// takes over within one and a third of it. Default 15 seconds; 1 second to 10 minutes.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often outcomes go to a store that adds up those of many processes. A crash loses those since. Default 5 seconds; 100 milliseconds to 10 minutes.</summary>
    public TimeSpan OutcomeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often this process tells a shared store what it serves, besides at once after each change; three of these without a word and it counts as gone. Default 10 seconds; 100 milliseconds to 10 minutes.</summary>
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the metrics that plans name come from; names are their own. Default none.</summary>
    public IList<IMetricSource> MetricSources { get; } = [];

    /// <summary>Who is told. Default nobody.</summary>
    public IList<INotifier> Notifiers { get; } = [];

    /// <summary>Told of trouble and recovery, from any thread; what it throws is swallowed. Default nobody.</summary>
    public Action<FlagsNotice>? OnNotice { get; set; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">It names the option, what was found and what is allowed.</exception>
    internal void Check()
    {
        Require(Interval >= TimeSpan.FromMilliseconds(100) && Interval <= TimeSpan.FromHours(1), nameof(Interval), Interval, "from 100 milliseconds to 1 hour");
        Require(LeaseDuration >= TimeSpan.FromSeconds(1) && LeaseDuration <= TimeSpan.FromMinutes(10), nameof(LeaseDuration), LeaseDuration, "from 1 second to 10 minutes");
        Require(OutcomeInterval >= TimeSpan.FromMilliseconds(100) && OutcomeInterval <= TimeSpan.FromMinutes(10), nameof(OutcomeInterval), OutcomeInterval, "from 100 milliseconds to 10 minutes");
        Require(ReportInterval >= TimeSpan.FromMilliseconds(100) && ReportInterval <= TimeSpan.FromMinutes(10), nameof(ReportInterval), ReportInterval, "from 100 milliseconds to 10 minutes");
        Require(MetricTimeout > TimeSpan.Zero && MetricTimeout <= TimeSpan.FromMinutes(1), nameof(MetricTimeout), MetricTimeout, "more than zero and at most 1 minute");
        RequireNames(nameof(MetricSources), MetricSources.Select(source => source?.Name));
        RequireNames(nameof(Notifiers), Notifiers.Select(notifier => notifier?.Name));
    }

    private static void RequireNames(string option, IEnumerable<string?> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            Require(!string.IsNullOrWhiteSpace(name) && seen.Add(name), option, name, "a name of its own for each");
        }
    }

    private static void Require<T>(bool holds, string option, T found, string allowed)
    {
        if (!holds)
        {
            var shown = found is null ? "null" : FormattableString.Invariant($"\"{found}\"");
            throw new ArgumentException($"{nameof(RolloutOptions)}.{option} is {shown}; it must be {allowed}.", option);
        }
    }
}
