using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Pages;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching;

/// <summary>What has changed between two pictures, a line each, fit for a terminal. Pure.</summary>
internal static class ChangeLog
{
    /// <summary>Of a flag; where there is no picture before, where it stands.</summary>
    public static IEnumerable<string> Between(FlagPicture? before, FlagPicture now)
    {
        if (before is not null)
        {
            var last = before.Events.Count == 0 ? 0 : before.Events[^1].Sequence;
            foreach (var happened in now.Events.Where(happened => happened.Sequence > last))
            {
                yield return $"{Plain.Text(happened.Actor)}: {Plain.Text(happened.Text)}{(string.IsNullOrEmpty(happened.Reason) ? "" : " Reason: " + Plain.Text(happened.Reason))}";
            }
        }

        if (before is null || Standing(before) != Standing(now))
        {
            yield return Standing(now);
        }

        if (before is null && now is { SeesOutcomes: false, Rollout: not null })
        {
            yield return FlagPicture.Unseen;
        }

        foreach (var line in Verdicts(before?.Assessment, now.Assessment))
        {
            yield return line;
        }

        if (before is not null && now.Fleet is { } fleet && (before.Fleet?.Standing, before.Fleet?.Serving, before.Fleet?.Processes.Count) != (fleet.Standing, fleet.Serving, fleet.Processes.Count))
        {
            yield return "served: " + Plain.Text(fleet.Text);
        }
    }

    /// <summary>Of all rollouts.</summary>
    public static IEnumerable<string> Between(ListPicture? before, ListPicture now)
    {
        var known = (before?.Rollouts ?? []).ToDictionary(rollout => rollout.Key, Standing, StringComparer.Ordinal);
        foreach (var rollout in now.Rollouts)
        {
            if (!known.Remove(rollout.Key, out var stood) || stood != Standing(rollout))
            {
                yield return $"{Plain.Text(rollout.Key)}: {Standing(rollout)}";
            }
        }

        foreach (var gone in known.Keys.Order(StringComparer.Ordinal))
        {
            yield return $"{Plain.Text(gone)}: removed";
        }
    }

    private static string Standing(FlagPicture picture) => picture.Rollout is { } rollout
        ? Standing(rollout)
        : $"{(picture.Flag.KilledBy.Count > 0 ? "killed by " + Plain.Text(string.Join(", ", picture.Flag.KilledBy)) : "no rollout")}, {Reached.Of(picture.Flag).Sentence}";

    private static string Standing(RolloutSummaryResource rollout) =>
        $"{Words.Status(rollout.Status)}, {(rollout.Stage is null ? "in no stage" : $"stage {rollout.StageNumber}/{rollout.StageCount} {Plain.Text(rollout.Stage)}")}, {Figures.Percent(rollout.Percentage)}"
        + (rollout.KilledBy.Count > 0 ? ", killed by " + Plain.Text(string.Join(", ", rollout.KilledBy)) : "");

    private static IEnumerable<string> Verdicts(AssessmentResource? before, AssessmentResource? now) => now is null ? [] :
    [
        .. Verdicts("goes on when", before?.AdvanceWhen, now.AdvanceWhen, Words.Verdict),
        .. Verdicts("goes back when", before?.RollbackWhen, now.RollbackWhen, Words.Rule),
        .. Verdicts("stays while", before?.HoldWhen, now.HoldWhen, Words.Rule),
        .. Verdicts("band", before?.Bands, now.Bands, Words.Rule),
        .. Verdicts("alert", before?.Alerts, now.Alerts, Words.Rule),
    ];

    private static IEnumerable<string> Verdicts(string group, IReadOnlyList<CriterionResource>? before, IReadOnlyList<CriterionResource> now, Func<CriterionVerdict, string> word)
    {
        foreach (var (i, result) in now.Index())
        {
            var old = before?.ElementAtOrDefault(i) is { } same && same.Criterion == result.Criterion ? same.Verdict : (CriterionVerdict?)null;
            if (old != result.Verdict)
            {
                yield return $"{group} {Plain.Text(result.Criterion)}: {(old is { } was ? word(was) + " → " : "")}{word(result.Verdict)}. {Plain.Text(result.Explanation)}";
            }
        }
    }
}
