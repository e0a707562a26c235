namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>Something that an action asks for besides the reason.</summary>
internal enum ActionField
{
    /// <summary>How long, such as <c>1d 12h</c>.</summary>
    Duration,

    /// <summary>A percentage.</summary>
    Percentage,

    /// <summary>An earlier stage.</summary>
    Stage,

    /// <summary>How bad an incident is.</summary>
    Severity,

    /// <summary>What happened.</summary>
    Text,

    /// <summary>Which metric.</summary>
    Metric,

    /// <summary>A number.</summary>
    Value,

    /// <summary>Which milestone.</summary>
    Milestone,

    /// <summary>How a milestone stands.</summary>
    Status,
}
