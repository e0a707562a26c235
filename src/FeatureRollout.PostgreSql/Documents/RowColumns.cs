using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>What the columns of <c>feature_rollouts</c> show of a document. Pure.</summary>
internal sealed record RowColumns(string? Tier, decimal? Percentage, string Status, DateTimeOffset? StartedAt, string? RolloutStatus, int Step, bool InDrill)
{
    /// <summary>The tier in which nobody is.</summary>
    public const string NoTier = "tier_0_disabled";

    private const string Killed = "killed";
    private const string Active = "active";

    /// <summary>The columns of a document.</summary>
    public static RowColumns Of(FlagDocument document)
    {
        var position = RolloutMachine.PositionOf(document);
        var status = position is null ? null : StatusName(position.Status);
        return new RowColumns(
            position is null ? null : position.Stage ?? NoTier,
            position is null ? document.State.Percentage?.Value : position.Percentage.Value,
            document.State.Enabled == false ? Killed : status ?? Active,
            document.Rollout?.StartedAt?.ToUniversalTime(),
            status,
            position?.Step ?? 0,
            document.Rollout?.Drill is not null);
    }

    /// <summary>Whether a row says that its feature is off, whatever else it says.</summary>
    public static bool SaysOff(string? tier, decimal? percentage, string status) =>
        tier == NoTier || percentage <= 0 || status is Killed or "rolled_back" or "disabled" or "off";

    /// <summary>The same of a row <c>f</c> in SQL.</summary>
    public const string OffCondition = "f.current_tier = 'tier_0_disabled' OR f.percentage <= 0 OR f.status IN ('killed', 'rolled_back', 'disabled', 'off')";

    /// <summary>As a person at the database writes it.</summary>
    private static string StatusName(RolloutStatus status) => status == FeatureRollout.RolloutStatus.RolledBack ? "rolled_back" : status.ToString().ToLowerInvariant();
}
