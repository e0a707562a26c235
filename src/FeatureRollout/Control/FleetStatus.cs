using System.Globalization;

namespace FeatureRollout;

/// <summary>Which processes serve the last change of a flag.</summary>
public sealed record FleetStatus
{
    /// <summary>The flag or rollout.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// What the last change made of it: such as <c>25 %, stage beta</c> under a rollout, <c>on</c>, <c>off</c> or a percentage under none, and <c>disabled</c> where
    /// it is off for everybody. What files or the environment of the process that was asked say is told as such where there are others: nothing proves theirs.
    /// </summary>
    public required string Standing { get; init; }

    /// <summary>The processes that the store has heard of lately, by name; one that cannot reach it goes on serving what it has and is not among them for long.</summary>
    public required IReadOnlyList<FleetMember> Processes { get; init; }

    /// <summary>How many of <see cref="Processes"/> serve it.</summary>
    public int Serving => Processes.Count(process => process.Since is not null);

    /// <summary>Whether each of them, and at least one, serves it.</summary>
    public bool IsEverywhere => Processes.Count > 0 && Serving == Processes.Count;

    /// <summary>Since when each of them has served it, by the store's clock; null where not all do.</summary>
    public DateTimeOffset? Since => IsEverywhere ? Processes.Max(process => process.Since) : null;

    /// <summary>In one line, such as <c>disabled everywhere since 10:31:07, 3 of 3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Standing} {(Since is { } since ? $"everywhere since {since.UtcDateTime:HH:mm:ss}" : "not yet everywhere")}, {Serving} of {Processes.Count}");
}

/// <summary>One process, and whether it serves the last change.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="SeenAt">When it last reported, by the store's clock.</param>
/// <param name="Since">Since when it has served the change; null while it does not.</param>
public sealed record FleetMember(string Name, DateTimeOffset SeenAt, DateTimeOffset? Since);
