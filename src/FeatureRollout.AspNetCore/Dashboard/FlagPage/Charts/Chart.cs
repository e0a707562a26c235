namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>What one chart shows.</summary>
internal sealed record Chart
{
    /// <summary>Its own name on the page.</summary>
    public required string Id { get; init; }

    /// <summary>What is shown, for people.</summary>
    public required string Title { get; init; }

    /// <summary>In one sentence what a glance at it says.</summary>
    public required string Description { get; init; }

    /// <summary>What the values are.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>The lines; those of both arms stand in one chart, so that they are compared at the same time.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Whether values are good near the top, as a success rate is: the axis then ends at 100 % and need not begin at zero.</summary>
    public bool FromTop { get; init; }

    /// <summary>Whether values are amounts, so that the area under the first line means something.</summary>
    public bool IsAmount { get; init; }

    /// <summary>Limits of the plan; those far from all values are left out.</summary>
    public IReadOnlyList<ChartLimit> Limits { get; init; } = [];
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Style">How it is drawn, with and without colours: the class that the style sheet knows.</param>
/// <param name="Points">The values by rising time; null where nothing is known, which breaks the line.</param>
/// <param name="Now">What stands beside the name in the legend.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<ChartPoint> Points, string Now = "");

/// <summary>A value at a moment; null for none.</summary>
internal readonly record struct ChartPoint(DateTimeOffset At, double? Value);

/// <summary>A limit that the plan sets.</summary>
internal sealed record ChartLimit(double Value, string Text);

/// <summary>A change of stage, drawn through all charts.</summary>
/// <param name="At">When.</param>
/// <param name="Label">A few characters at the line.</param>
/// <param name="Text">What happened, in words.</param>
/// <param name="IsBad">Whether something was taken back.</param>
internal sealed record ChartMark(DateTimeOffset At, string Label, string Text, bool IsBad);

/// <summary>What values are.</summary>
internal enum ChartUnit
{
    /// <summary>Fractions, shown in percent.</summary>
    Share,

    /// <summary>Seconds.</summary>
    Time,

    /// <summary>Numbers of requests.</summary>
    Count,
}
