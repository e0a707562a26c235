using System.Globalization;
using FeatureRollout.Flags;

namespace FeatureRollout.Control.Managing;

/// <summary>What should be looked at about a flag. Pure: as time goes on and nothing changes, marks only come.</summary>
internal static class FlagHygiene
{
    /// <summary>For so long a flag has been on for everybody before its code could lose the question.</summary>
    public static readonly TimeSpan FinishedAfter = TimeSpan.FromDays(30);

    /// <summary>For so long nobody has asked for a flag before that is worth a word.</summary>
    public static readonly TimeSpan UnreadAfter = TimeSpan.FromDays(14);

    /// <summary>The marks of a flag, the gravest first.</summary>
    /// <param name="flag">What it answers by.</param>
    /// <param name="definition">What people say of it now; under a rollout that may be another than the one that it answers by.</param>
    /// <param name="rollout">The rollout that moves it; null for none.</param>
    /// <param name="changedAt">When the store last took a change of it; null for never, and then nobody knows since when it is as it is.</param>
    /// <param name="unreadSince">Since when nobody has asked for it; null where somebody does.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<FlagMark> MarksOf(
        LayeredFlag flag, FlagDefinition definition, RolloutState? rollout, DateTimeOffset? changedAt, DateTimeOffset? unreadSince, DateTimeOffset now)
    {
        var marks = new List<FlagMark>();
        if (definition.Permanent != true)
        {
            if (definition.Expires is { } expires && DateOnly.FromDateTime(now.UtcDateTime) > expires)
            {
                marks.Add(new FlagMark(FlagMarkKind.Expired, $"It should have been gone after {Day(expires)}."));
            }

            if (Since(rollout, changedAt) is { } since && now - since >= FinishedAfter && IsOnForEverybody(flag))
            {
                marks.Add(new FlagMark(FlagMarkKind.Finished, $"It has been on for everybody since {Day(since)}, so that the code could do without it."));
            }

            if (unreadSince is { } unread && now - unread >= UnreadAfter)
            {
                marks.Add(new FlagMark(FlagMarkKind.Unread, $"Nobody has asked for it in this process since {Day(unread)}."));
            }
        }

        if (string.IsNullOrWhiteSpace(definition.Owner))
        {
            marks.Add(new FlagMark(FlagMarkKind.NoOwner, "Nobody is named as its owner."));
        }

        return marks;
    }

    /// <summary>Since when it is at its percentage at the latest; null where that is not known.</summary>
    private static DateTimeOffset? Since(RolloutState? rollout, DateTimeOffset? changedAt) => rollout switch
    {
        null => changedAt,
        { Status: RolloutStatus.Completed, PercentageByHand: null } => rollout.CompletedAt,
        { PercentageByHand: null } => rollout.StepSince,
        _ => changedAt,
    };

    /// <summary>Whether nothing that is said of it can turn anybody off, now or later.</summary>
    private static bool IsOnForEverybody(LayeredFlag flag) =>
        flag.Reach.Who == Reach.Everybody
        && flag.Definition is { Requires: null or { Count: 0 }, Variants: null or { Count: < 2 }, Schedule: null or { Until: null } };

    private static string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(at.UtcDateTime));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
