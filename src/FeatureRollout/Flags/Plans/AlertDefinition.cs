namespace FeatureRollout;

/// <summary>An alert rule.</summary>
public sealed record AlertDefinition
{
    /// <summary>The rule's name, its own in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>When it fires.</summary>
    public required Criterion When { get; init; }

    /// <summary>How bad it is.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>The names of the notifiers that are told; none means all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>How often it is told again while it fires; null for never. Default never.</summary>
    public TimeSpan? RepeatEvery { get; init; }
}

/// <summary>How bad an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>For a digest.</summary>
    Info,

    /// <summary>For a channel that people read.</summary>
    Warning,

    /// <summary>For somebody to be woken.</summary>
    Critical,
}
