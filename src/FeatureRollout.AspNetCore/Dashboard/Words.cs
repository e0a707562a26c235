using System.Globalization;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Flags;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Dashboard;

/// <summary>Numbers, moments and states as the pages show them.</summary>
internal static class Words
{
    /// <summary>What stands where nothing is known.</summary>
    public static readonly Html Nothing = Html.Of($"<span class=\"none\" title=\"Nothing known\">–</span>");

    /// <summary>A moment; script makes it relative.</summary>
    public static Html Moment(DateTimeOffset? at) => at is { } moment
        ? Html.Of($"<time datetime=\"{moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\" data-relative>{Full(moment)}</time>")
        : Nothing;

    /// <summary>A moment that stays as it is, such as <c>2026-01-10 09:00:00</c>.</summary>
    public static Html Exact(DateTimeOffset at) =>
        Html.Of($"<time datetime=\"{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\">{Full(at)}</time>");

    /// <summary>A fraction as a percentage with as many decimals as it needs; a dash for none.</summary>
    public static Html Rate(double? fraction) => fraction is { } rate && double.IsFinite(rate)
        ? Html.Of($"{(rate * 100).ToString(rate is > 0 and < 0.01 ? "0.###" : "0.##", CultureInfo.InvariantCulture)} %")
        : Nothing;

    /// <summary>A count with thin gaps between thousands, such as <c>12,345</c>.</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units; a dash for none.</summary>
    public static Html Duration(TimeSpan? time) => time is { } length ? Html.Text(ShownText.Duration(length)) : Nothing;

    /// <summary>A share as a bar with its number beside it.</summary>
    public static Html Share(Percentage percentage) => Html.Of(
        $"<span class=\"share\"><svg class=\"share-bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"6\"/><rect class=\"fill\" width=\"{percentage.Value}\" height=\"6\"/></svg><span class=\"share-number\">{percentage.ToString()}</span></span>");

    /// <summary>The stages of a plan as steps, those up to the present one filled; −1 for none.</summary>
    public static Html Ladder(int stage, int count)
    {
        var shown = Math.Min(count, 24);
        var at = count <= shown ? stage : (int)((stage + 1L) * shown / count) - 1;
        return Html.Of($"<svg class=\"ladder\" viewBox=\"0 0 {shown * 10} 10\" width=\"{shown * 10}\" height=\"10\" aria-hidden=\"true\">{Enumerable.Range(0, shown).Select(step => Html.Of($"<rect class=\"{(step < at ? "past" : step == at ? "now" : "next")}\" x=\"{(step * 10) + 1}\" y=\"2\" width=\"8\" height=\"6\" rx=\"1.5\"/>"))}</svg>");
    }

    /// <summary>A mark in a word.</summary>
    public static string Mark(FlagMarkKind kind) => kind switch
    {
        FlagMarkKind.Expired => "Expired",
        FlagMarkKind.Finished => "Finished",
        FlagMarkKind.Unread => "Unread",
        _ => "No owner",
    };

    /// <summary>A state as a badge of one of the tones <c>calm</c>, <c>live</c>, <c>good</c>, <c>warn</c>, <c>bad</c>.</summary>
    public static Html Badge(string tone, Html icon, string word) => Html.Of($"<span class=\"badge {tone}\">{icon}<span>{word}</span></span>");

    /// <summary>The state of a flag in one word.</summary>
    public static string State(FlagOverview flag) => flag switch
    {
        { KilledBy.Count: > 0 } or { Rollout.Status: RolloutStatus.Killed } => "Killed",
        { Rollout: { } rollout } => Status(rollout.Status),
        { Reach.Who: Reach.Everybody } => "On",
        { Reach.Who: Reach.Nobody } => "Off",
        _ => "Partly on",
    };

    /// <summary>A rollout's status in one or two words.</summary>
    public static string Status(RolloutStatus status) => status == RolloutStatus.RolledBack ? "Rolled back" : status.ToString();

    /// <summary>The state of a flag as a badge.</summary>
    public static Html StateBadge(FlagOverview flag) => State(flag) switch
    {
        "Killed" => Badge("bad", Icons.Kill, "Killed"),
        "Rolled back" => Badge("bad", Icons.Back, "Rolled back"),
        "Running" => Badge("live", Icons.Play, "Running"),
        "Held" => Badge("warn", Icons.Hold, "Held"),
        "Paused" => Badge("warn", Icons.Pause, "Paused"),
        "Completed" => Badge("good", Icons.Check, "Completed"),
        "On" => Badge("good", Icons.On, "On"),
        "Draft" => Badge("calm", Icons.Draft, "Draft"),
        var other => Badge("calm", Icons.Off, other),
    };

    /// <summary>How a flag does, with icon and word.</summary>
    public static Html Health(FlagHealth health) => health switch
    {
        FlagHealth.Good => Html.Of($"<span class=\"health good\">{Icons.Check}<span>Good</span></span>"),
        FlagHealth.NoData => Html.Of($"<span class=\"health calm\">{Icons.Question}<span>No data</span></span>"),
        FlagHealth.Attention => Html.Of($"<span class=\"health warn\">{Icons.Warning}<span>Attention</span></span>"),
        _ => Html.Of($"<span class=\"health bad\">{Icons.Kill}<span>Off</span></span>"),
    };

    /// <summary>Why an answer is what it is, in a few words.</summary>
    public static string Reason(FlagReason reason) => reason switch
    {
        FlagReason.UnknownFlag => "Unknown flag",
        FlagReason.Killed => "Killed",
        FlagReason.OutsideSchedule => "Outside its schedule",
        FlagReason.NotReady => "State never read",
        FlagReason.RolloutInactive => "Rollout not active",
        FlagReason.Excluded => "Excluded",
        FlagReason.PrerequisiteOff => "A required flag is off",
        FlagReason.Override => "Fixed answer",
        FlagReason.Included => "Included",
        FlagReason.Undecided => "A rule could not be decided",
        FlagReason.NotEligible => "Not eligible in this stage",
        FlagReason.Rule => "Rule",
        _ => "Percentage",
    };

    /// <summary>What a plan does, in words.</summary>
    public static string Action(PlanAction action) => action.Action switch
    {
        RolloutAction.FastTrack => "go on faster",
        RolloutAction.Advance => "go on",
        RolloutAction.Hold => $"hold for {DurationText.Write(action.For ?? TimeSpan.FromDays(1))}",
        RolloutAction.Pause => "pause",
        RolloutAction.SetFlag => $"turn {action.Flag} {(action.FlagEnabled ? "on" : "off")} and pause",
        RolloutAction.PreviousStage => "go back a stage and pause",
        RolloutAction.RollBack => "roll back to zero",
        _ => "kill",
    };

    /// <summary>What a role lets its holder do, in a word.</summary>
    public static string Role(FeatureRolloutRole role) => role switch
    {
        FeatureRolloutRole.Administer => "Administer",
        FeatureRolloutRole.Operate => "Operate",
        FeatureRolloutRole.Read => "Read only",
        _ => "Evaluate",
    };

    /// <summary>The message of an argument's exception without the name that .NET appends for programmers.</summary>
    public static string Sentence(Exception refused) => refused is ArgumentException { ParamName: { } name } && refused.Message.EndsWith($" (Parameter '{name}')", StringComparison.Ordinal)
        ? refused.Message[..^$" (Parameter '{name}')".Length]
        : refused.Message;

    private static string Full(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
