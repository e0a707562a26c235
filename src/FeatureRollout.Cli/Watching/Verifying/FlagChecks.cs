using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Reading;
using FeatureRollout.Flags;

namespace FeatureRollout.Cli.Watching.Verifying;

/// <summary>Whether one flag does as it should. Pure; what is undecided or unknown is never a pass.</summary>
internal static class FlagChecks
{
    /// <summary>Checks.</summary>
    /// <param name="picture">What is known.</param>
    /// <param name="expected">The percentage that it must be on for; null for any.</param>
    /// <param name="processes">How many processes must serve it at least; null for any.</param>
    public static IEnumerable<Check> Of(FlagPicture picture, decimal? expected, int? processes)
    {
        var flag = picture.Flag;
        if (expected is { } percentage)
        {
            yield return Percentage(flag, percentage);
        }

        if (picture.Rollout is { } rollout)
        {
            yield return Standing(rollout, flag);
            if (rollout.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused)
            {
                foreach (var check in UnderWay(picture, rollout))
                {
                    yield return check;
                }
            }
        }
        else if (flag.KilledBy.Count > 0)
        {
            yield return Say("kill", CheckVerdict.Fail, $"Killed by {string.Join(", ", flag.KilledBy)}.");
        }

        yield return Fleet(picture, processes);

        Check Say(string name, CheckVerdict verdict, string text) => new(flag.Key, name, verdict, text);
    }

    /// <summary>The percentage is not all that is asked after: at 0 rules may let in, at 100 they may keep out.</summary>
    private static Check Percentage(FlagResource flag, decimal expected)
    {
        var reached = Reached.Of(flag);
        var (verdict, text) = (expected, reached.Who) switch
        {
            (0, Reach.Nobody) => (CheckVerdict.Pass, "Off for everybody, as expected."),
            (100, Reach.Everybody) => (CheckVerdict.Pass, "On for 100%, as expected."),
            (_, Reach.Everybody) => (CheckVerdict.Fail, $"On for everybody, expected {Figures.Percent(expected)}."),
            (0, Reach.Some) when flag.Percentage == 0 && ReachText.Has(reached.Reach, ReachWays.Rules) => (CheckVerdict.Fail, $"The percentage is 0%, but it is {reached.Sentence}."),
            _ when flag.Percentage == expected && flag.Reach?.BlockedBy is { } required => (CheckVerdict.Fail, $"The percentage is {Figures.Percent(expected)}, but it is off for everybody: it requires {required}, which is off."),
            (0 or 100, Reach.Some) when flag.Percentage == expected => (CheckVerdict.Pass, $"The percentage is {Figures.Percent(expected)}, as expected; it is {reached.Sentence}."),
            _ when flag.Percentage == expected => (CheckVerdict.Pass, $"On for {Figures.Percent(expected)}, as expected."),
            _ => (CheckVerdict.Fail, $"On for {Figures.Percent(flag.Percentage)}, expected {Figures.Percent(expected)}."),
        };
        return new Check(flag.Key, "percentage", verdict, text);
    }

    private static Check Standing(RolloutResource rollout, FlagResource flag)
    {
        var reason = string.IsNullOrWhiteSpace(rollout.Reason) ? "." : ": " + rollout.Reason;
        return (rollout, flag.KilledBy) switch
        {
            ({ Status: RolloutStatus.Killed }, _) => new Check(flag.Key, "kill", CheckVerdict.Fail, "The rollout was killed" + reason),
            ({ Status: RolloutStatus.RolledBack }, _) => new Check(flag.Key, "kill", CheckVerdict.Fail, "The rollout was rolled back" + reason),
            (_, { Count: > 0 } killers) => new Check(flag.Key, "kill", CheckVerdict.Fail, $"The rollout is {Words.Status(rollout.Status)}, but the flag is killed by {string.Join(", ", killers)}."),
            ({ Stage: null }, _) => new Check(flag.Key, "kill", CheckVerdict.Pass, $"Not killed; the rollout is {(rollout.Status == RolloutStatus.Draft ? "not started" : Words.Status(rollout.Status))}."),
            _ => new Check(flag.Key, "kill", CheckVerdict.Pass, $"Not killed; {Words.Status(rollout.Status)} in stage {rollout.StageNumber} of {rollout.StageCount}, {rollout.Stage}, at {Figures.Percent(rollout.Percentage)}."),
        };
    }

    private static IEnumerable<Check> UnderWay(FlagPicture picture, RolloutResource rollout)
    {
        var key = picture.Flag.Key;
        var open = rollout.Incidents.Where(incident => incident.ResolvedAt is null).ToArray();
        yield return open.Length == 0
            ? new Check(key, "incidents", CheckVerdict.Pass, "None is open.")
            : new Check(key, "incidents", CheckVerdict.Fail, $"{open.Length} open, the last: {open[^1].Severity}, {open[^1].Text}");
        if (picture.Assessment is not { } assessment || assessment.Stage != rollout.Stage)
        {
            yield return new Check(key, "triggers", CheckVerdict.Undecided, "It is moving just now.");
            yield break;
        }

        yield return Quiet(key, "triggers", "trigger", assessment.RollbackWhen, picture.SeesOutcomes);
        yield return Alerts(key, rollout, assessment, picture.SeesOutcomes);
        yield return Data(key, assessment, picture.SeesOutcomes);
    }

    private static Check Alerts(string key, RolloutResource rollout, AssessmentResource assessment, bool seesOutcomes) => rollout.Alerts.Count > 0
        ? new Check(key, "alerts", CheckVerdict.Fail, $"Firing: {string.Join(", ", rollout.Alerts.Select(alert => alert.Name))}.")
        : Quiet(key, "alerts", "alert", assessment.Alerts, seesOutcomes);

    private static Check Quiet(string key, string name, string one, IReadOnlyList<CriterionResource> rules, bool seesOutcomes)
    {
        if (rules.FirstOrDefault(rule => rule.Verdict == CriterionVerdict.Pass) is { } firing)
        {
            return new Check(key, name, CheckVerdict.Fail, $"{firing.Criterion} fires. {firing.Explanation}");
        }

        if (rules.Count == 0)
        {
            return new Check(key, name, CheckVerdict.Pass, $"The plan has no {one} here.");
        }

        return rules.OrderBy(rule => rule.Verdict).First() switch
        {
            { Verdict: CriterionVerdict.NoData } when !seesOutcomes => new Check(key, name, CheckVerdict.NoData, FlagPicture.Unseen),
            { Verdict: CriterionVerdict.NoData } unknown => new Check(key, name, CheckVerdict.NoData, $"{unknown.Criterion}: {unknown.Explanation}"),
            { Verdict: CriterionVerdict.Undecided } unsure => new Check(key, name, CheckVerdict.Undecided, $"{unsure.Criterion}: undecided. {unsure.Explanation}"),
            _ => new Check(key, name, CheckVerdict.Pass, rules.Count == 1 ? $"The {one} is quiet." : $"All {rules.Count} {name} are quiet."),
        };
    }

    private static Check Data(string key, AssessmentResource assessment, bool seesOutcomes)
    {
        string[] empty = [.. assessment.AdvanceWhen.Concat(assessment.HoldWhen).Concat(assessment.Targets).Where(each => each.Verdict == CriterionVerdict.NoData).Select(each => each.Criterion).Distinct(StringComparer.Ordinal)];
        return !seesOutcomes ? new Check(key, "data", CheckVerdict.NoData, FlagPicture.Unseen)
            : empty.Length == 0 ? new Check(key, "data", CheckVerdict.Pass, "Every criterion has data.")
            : new Check(key, "data", CheckVerdict.NoData, $"No data for {string.Join(", ", empty)}.");
    }

    private static Check Fleet(FlagPicture picture, int? processes)
    {
        var key = picture.Flag.Key;
        return picture.Fleet switch
        {
            null => new Check(key, "fleet", CheckVerdict.NoData, "Which processes serve it is known to the host; use --url."),
            { Processes.Count: 0 } => new Check(key, "fleet", processes > 0 ? CheckVerdict.Fail : CheckVerdict.NoData, "No process has told the store that it serves."),
            { } fleet when fleet.Serving < processes => new Check(key, "fleet", CheckVerdict.Fail, $"{fleet.Text}; expected {processes}."),
            { IsEverywhere: true } fleet => new Check(key, "fleet", CheckVerdict.Pass, fleet.Text + "."),
            { } fleet => new Check(key, "fleet", CheckVerdict.Fail, $"{fleet.Text}; not yet by {string.Join(", ", fleet.Processes.Where(process => process.Since is null).Select(process => process.Name))}."),
        };
    }
}
