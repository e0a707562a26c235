using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>Where flags and rollouts stand, in words; fit for a terminal.</summary>
internal static class Standing
{
    /// <summary>A flag's state in a word or two.</summary>
    public static Cell Of(FlagSummaryResource flag) => flag switch
    {
        { KilledBy.Count: > 0 } => new("killed", Tone.Bad),
        { Rollout: { } rollout } => Of(rollout.Status),
        { PlannedAlong: not null } => new("planned", Tone.Quiet),
        _ => Reached.Of(flag).Who switch
        {
            Reach.Everybody => new("on", Tone.Good),
            Reach.Nobody => new("off", Tone.Quiet),
            _ => new("partly on"),
        },
    };

    public static Cell Of(RolloutStatus status) => new(Words.Status(status), status switch
    {
        RolloutStatus.Draft => Tone.Quiet,
        RolloutStatus.Running => Tone.Plain,
        RolloutStatus.Held or RolloutStatus.Paused => Tone.Attention,
        RolloutStatus.Completed => Tone.Good,
        _ => Tone.Bad,
    });

    public static Cell Of(FlagHealth health) => health switch
    {
        FlagHealth.Good => new("good", Tone.Good),
        FlagHealth.NoData => new("no data", Tone.Quiet),
        FlagHealth.Attention => new("attention", Tone.Attention),
        _ => new("off", Tone.Bad),
    };

    public static string Of(FlagMarkKind mark) => mark switch
    {
        FlagMarkKind.Expired => "expired",
        FlagMarkKind.Finished => "finished",
        FlagMarkKind.Unread => "unread",
        _ => "no owner",
    };

    /// <summary>Such as <c>search: paused in stage tenth (2/4), 10%</c>.</summary>
    public static string Line(FlagSummaryResource flag, RolloutSummaryResource? rollout) => $"{Plain.Text(flag.Key)}: {Sentence(flag, rollout)}";

    /// <summary>The same without the flag.</summary>
    public static string Sentence(FlagSummaryResource flag, RolloutSummaryResource? rollout)
    {
        if (flag.KilledBy.Count > 0)
        {
            return $"killed by {string.Join(" and ", flag.KilledBy.Select(Plain.Text))}, off for everybody";
        }

        if (rollout is null)
        {
            return Reached.Of(flag).Sentence + (flag.PlannedAlong is { } plan ? $", planned along {Plain.Text(plan)} and not created" : "");
        }

        var moved = string.Equals(rollout.Key, flag.Key, StringComparison.Ordinal) ? "" : $"moves with {Plain.Text(rollout.Key)}: ";
        var blocked = flag.Reach?.BlockedBy is { } required ? $", but off for everybody, since it requires {Plain.Text(required)}, which is off" : "";
        return moved + Sentence(rollout) + blocked + (rollout.ObserveOnly ? ", the controller only observes" : "");
    }

    private static string Sentence(RolloutSummaryResource rollout)
    {
        var word = Of(rollout.Status).Text;
        if (rollout.Status is RolloutStatus.Draft)
        {
            return $"draft along {Plain.Text(rollout.Plan)}, off for everybody until it is started";
        }

        var held = rollout is { Status: RolloutStatus.Held, HeldUntil: { } until } ? $" until {Figures.Moment(until)}" : "";
        return rollout.Stage is null || rollout.Status is RolloutStatus.Completed or RolloutStatus.RolledBack or RolloutStatus.Killed
            ? $"{word}, {(rollout.Reach?.BlockedBy is null ? Reached.Of(rollout).Sentence : Figures.Percent(rollout.Percentage))}"
            : $"{word}{held} in {Stage(rollout)}, {Share(rollout)}";
    }

    /// <summary>Such as <c>stage tenth (2/4)</c>.</summary>
    public static string Stage(RolloutSummaryResource rollout) => FormattableString.Invariant($"stage {Plain.Text(rollout.Stage)} ({rollout.StageNumber}/{rollout.StageCount})");

    /// <summary>A stage's percentage; at zero also whom it lets in all the same.</summary>
    private static string Share(RolloutSummaryResource rollout) =>
        Figures.Percent(rollout.Percentage) + (rollout is { Percentage: 0, Reach.Who: not Reach.Nobody } ? $", {Reached.Of(rollout).Sentence}" : "");
}
