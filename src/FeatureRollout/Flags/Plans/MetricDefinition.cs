using FeatureRollout.Flags.Plans;

namespace FeatureRollout;

/// <summary>A metric that is read from a source or reported by hand.</summary>
public sealed record MetricDefinition
{
    /// <summary>The name of the host's source; null for values reported by hand.</summary>
    public string? Source { get; init; }

    /// <summary>What the source is asked, such as a PromQL expression; <c>{flag}</c>, <c>{stage}</c> and <c>{environment}</c> are filled in.</summary>
    public string? Query { get; init; }

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>The target as the right side of a comparison, such as <c>&lt; 500ms</c>; null for none.</summary>
    public MetricLimit? Target { get; init; }

    /// <summary>The alert threshold, such as <c>&gt; 800ms</c>; null for none.</summary>
    public MetricLimit? Alert { get; init; }

    /// <summary>What may be spent in <see cref="BudgetPeriod"/>; null where the metric has no budget.</summary>
    public double? Budget { get; init; }

    /// <summary>The time that the budget is for. Default a day.</summary>
    public TimeSpan BudgetPeriod { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The reading that the limits are about, such as <c>p95(api_latency)</c>; null for the metric's last value.</summary>
    public string? Of { get; init; }
}

/// <summary>A limit with its direction.</summary>
/// <param name="Comparison"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</param>
/// <param name="Value">In the metric's unit: a rate as a fraction, a time in seconds.</param>
/// <param name="Text">As the plan has it, such as <c>&lt; 500ms</c>.</param>
public sealed record MetricLimit(string Comparison, double Value, string Text)
{
    /// <summary>Reads a limit such as <c>&lt; 500ms</c>: a comparison, a number, and a unit: <c>%</c>, <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c> or none.</summary>
    /// <exception cref="FormatException">The text is none; the message says what it lacks.</exception>
    public static MetricLimit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LimitText.TryRead(text, out var limit, out var message) ? limit : throw new FormatException(message);
    }
}
