namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>How far back the charts reach.</summary>
/// <param name="Name">As the address has it.</param>
/// <param name="Text">For people.</param>
/// <param name="Length">How long.</param>
internal sealed record ChartSpan(string Name, string Text, TimeSpan Length)
{
    /// <summary>All of them, shortest first.</summary>
    public static readonly IReadOnlyList<ChartSpan> All =
    [
        new("15m", "15 min", TimeSpan.FromMinutes(15)),
        new("1h", "1 h", TimeSpan.FromHours(1)),
        new("24h", "24 h", TimeSpan.FromHours(24)),
        new("7d", "7 days", TimeSpan.FromDays(7)),
    ];

    /// <summary>Where nothing is asked for.</summary>
    public static readonly ChartSpan Usual = All[1];

    /// <summary>By its name; for any other the usual one, or the shortest while the rollout is younger than that.</summary>
    /// <param name="name">The name.</param>
    /// <param name="startedAt">When the rollout was last started; null for never.</param>
    /// <param name="now">The moment.</param>
    public static ChartSpan Of(string? name, DateTimeOffset? startedAt, DateTimeOffset now) =>
        All.FirstOrDefault(span => span.Name == name) ?? (startedAt is { } started && now - started < All[0].Length ? All[0] : Usual);
}
