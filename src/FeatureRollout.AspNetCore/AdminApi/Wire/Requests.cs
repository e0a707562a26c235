using System.Text.Json;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Why something is done.</summary>
internal sealed record ReasonRequest
{
    public string? Reason { get; init; }
}

/// <summary>A step that can be forced.</summary>
internal sealed record StepRequest
{
    /// <summary>Whether to do it although conditions are not met; needs a reason and the role administer.</summary>
    public bool? Force { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A change of a flag by hand.</summary>
internal sealed record FlagPatchRequest
{
    /// <summary>False throws the kill switch, true puts it back.</summary>
    public bool? Enabled { get; init; }

    public RolloutPatchRequest? Rollout { get; init; }

    /// <summary>Customers to add to those who are always on.</summary>
    public IReadOnlyList<string>? Whitelist { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The share of customers.</summary>
internal sealed record RolloutPatchRequest
{
    /// <summary>0 to 100 with at most three decimals.</summary>
    public required decimal Percentage { get; init; }
}

/// <summary>A fixed answer for the customer of the path.</summary>
internal sealed record OverrideRequest
{
    public required bool Enabled { get; init; }

    public DateTimeOffset? Until { get; init; }

    public required string Reason { get; init; }
}

/// <summary>A fixed answer for a customer whose id stays out of the path.</summary>
internal sealed record CustomerOverrideRequest
{
    public required string CustomerId { get; init; }

    public required bool Enabled { get; init; }

    public DateTimeOffset? Until { get; init; }

    public required string Reason { get; init; }
}

/// <summary>One customer.</summary>
internal sealed record CustomerRequest
{
    public required string CustomerId { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Several customers.</summary>
internal sealed record CustomersRequest
{
    public required IReadOnlyList<string> Customers { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Whom to ask about.</summary>
internal sealed record ExplainRequest
{
    public required string CustomerId { get; init; }

    /// <summary>Texts, numbers, truth values or arrays of texts, by name.</summary>
    public Dictionary<string, JsonElement>? Attributes { get; init; }
}

/// <summary>A percentage or a bucketing to try out.</summary>
internal sealed record PreviewRequest
{
    /// <summary>Must be given, unless <see cref="Bucketing"/> is: then the one compared with.</summary>
    public decimal? Percentage { get; init; }

    /// <summary>The name of a bucketing that flag and rules are to draw by. Default their own.</summary>
    public string? Bucketing { get; init; }

    /// <summary>The percentage to compare with. Default the present one.</summary>
    public decimal? From { get; init; }

    /// <summary>Whom to look at; without these and <see cref="People"/>, the estimate of this process stands in.</summary>
    public IReadOnlyList<string>? Customers { get; init; }

    /// <summary>More of them, with attributes, which rules may ask for.</summary>
    public IReadOnlyList<ExplainRequest>? People { get; init; }
}

/// <summary>A new rollout.</summary>
internal sealed record CreateRolloutRequest
{
    /// <summary>The flag that leads it.</summary>
    public required string Key { get; init; }

    /// <summary>More flags that move with it.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>A plan's name. Default what the flag files say, else the pilot ladder.</summary>
    public string? Plan { get; init; }

    /// <summary>Customers that are on from the first stage.</summary>
    public IReadOnlyList<string>? Customers { get; init; }

    public RollbackThresholdRequest? RollbackThreshold { get; init; }

    public bool? ObserveOnly { get; init; }

    public string? Reason { get; init; }
}

/// <summary>When a new rollout goes back to zero, above all that its plan says.</summary>
internal sealed record RollbackThresholdRequest
{
    /// <summary>A fraction, more than 0 and under 1.</summary>
    public required double ErrorRate { get; init; }

    /// <summary>Such as <c>15m</c>.</summary>
    public required string TimeWindow { get; init; }
}

/// <summary>How long to stay.</summary>
internal sealed record HoldRequest
{
    /// <summary>Such as <c>3d</c>.</summary>
    public required string For { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Where to go back to.</summary>
internal sealed record PreviousRequest
{
    /// <summary>An earlier stage's name. Default the one before.</summary>
    public string? Stage { get; init; }

    public string? Reason { get; init; }
}

/// <summary>An approval to give.</summary>
internal sealed record ApprovalRequest
{
    public required string Approval { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A checklist item to tick, or to take the tick from.</summary>
internal sealed record TickRequest
{
    public required string Item { get; init; }

    /// <summary>Default true.</summary>
    public bool? Done { get; init; }

    public string? Reason { get; init; }
}

/// <summary>An incident to report.</summary>
internal sealed record IncidentRequest
{
    /// <summary>As criteria name it, such as <c>P1</c>.</summary>
    public required string Severity { get; init; }

    public required string Text { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A metric's value to report.</summary>
internal sealed record ValueRequest
{
    public required string Metric { get; init; }

    public required double Value { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Whether the controller only watches.</summary>
internal sealed record ObserveOnlyRequest
{
    public required bool ObserveOnly { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A milestone to mark.</summary>
internal sealed record MilestoneRequest
{
    public required string Milestone { get; init; }

    public required string Status { get; init; }

    public string? Reason { get; init; }
}
