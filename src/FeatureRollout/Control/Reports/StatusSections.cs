using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Control.Reports;

/// <summary>The sections of a status report that say where the rollout stands.</summary>
internal static class StatusSections
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>The present stage, its percentage and what was counted in it.</summary>
    public static void Present(MarkdownText text, RolloutState rollout, RolloutStats? stats, ShownTime time, DateTimeOffset now)
    {
        var stage = MessageValues.StageOf(rollout);
        text.Heading(2, $"Current Phase: {MessageValues.PercentageOf(rollout)} Traffic");
        text.Item($"Status: {rollout.Status}{(string.IsNullOrWhiteSpace(rollout.Reason) ? "" : $" ({ShownText.Markdown(rollout.Reason)})")}");
        if (stage is not null)
        {
            text.Item(string.Create(CultureInfo.InvariantCulture, $"Stage: {ShownText.Markdown(stage)} ({rollout.Stage + 1} of {rollout.Plan.Stages.Count})"));
        }

        if (rollout.StageSince is { } since)
        {
            text.Item($"Start Date: {time.Date(since)} ({ShownText.Duration(now - since)} ago)");
        }

        if (rollout.HeldUntil is { } held)
        {
            text.Item($"Held Until: {time.Moment(held)}");
        }

        if (stats is not null)
        {
            text.Item($"Volume: {MarkdownText.Number(stats.On.Count)} requests in the last hour");
            text.Item($"Customers: about {MarkdownText.Number(stats.EnabledCustomers)}");
            text.Item($"Success Rate: {ShownReading.Percent(stats.SuccessRate)}");
            text.Item($"Error Rate: {ShownReading.Percent(stats.ErrorRate)}");
            if (stats.On.LatencyP95 is { } latency)
            {
                text.Item(string.Create(CultureInfo.InvariantCulture, $"Response Time (p95): {latency.TotalMilliseconds:0.#} ms"));
            }
        }

        if (rollout.ObserveOnly)
        {
            text.Item("The controller only observes.");
        }
    }

    /// <summary>The targets, then what else stands before the next stage; only what holds has a tick.</summary>
    public static void Metrics(MarkdownText text, RolloutAssessment? assessment)
    {
        text.Heading(2, "Key Metrics");
        var results = assessment is null ? [] : assessment.Targets.Concat(assessment.AdvanceWhen).DistinctBy(one => one.Criterion, StringComparer.Ordinal).ToArray();
        foreach (var result in results)
        {
            var holds = result.Verdict == CriterionVerdict.Pass;
            var value = ShownReading.Value(result.Value, result.Criterion);
            text.Item($"{(holds ? "✅" : "⚠️")} {ShownText.Markdown(result.Criterion)}: {value}{(holds ? "" : $" ({Why(result)})")}");
        }

        if (results.Length == 0)
        {
            text.Item("None judged.");
        }
    }

    /// <summary>Open incidents, those resolved lately, alerts that fire, and what looks wrong.</summary>
    public static void Issues(MarkdownText text, RolloutState rollout, RolloutAssessment? assessment, ShownTime time, DateTimeOffset now)
    {
        text.Heading(2, "Issues");
        var incidents = rollout.Incidents
            .Where(one => one.ResolvedAt is not { } resolved || resolved > now - Recent)
            .OrderBy(one => one.ResolvedAt is not null).ThenBy(one => one.ReportedAt).ToArray();
        foreach (var incident in incidents)
        {
            var standing = incident.ResolvedAt is { } resolved
                ? $"✅ resolved {time.Moment(resolved)} by {ShownText.Markdown(incident.ResolvedBy)}"
                : $"⚠️ open since {time.Moment(incident.ReportedAt)}, reported by {ShownText.Markdown(incident.ReportedBy)}";
            text.Item($"{ShownText.Markdown(incident.Severity)} {ShownText.Markdown(incident.Text)}: {standing}");
        }

        foreach (var alert in rollout.Alerts)
        {
            text.Item($"Alert {ShownText.Markdown(alert.Name)}: ⚠️ fires since {time.Moment(alert.Since)}");
        }

        foreach (var warning in assessment?.Warnings ?? [])
        {
            text.Item($"⚠️ {ShownText.Markdown(warning)}");
        }

        if (incidents.Length + rollout.Alerts.Count + (assessment?.Warnings.Count ?? 0) == 0)
        {
            text.Item("None");
        }
    }

    /// <summary>The next stage, when, and whether it may begin.</summary>
    public static void Next(MarkdownText text, RolloutState rollout, IReadOnlyList<StageDates> dates, RolloutAssessment? assessment, ShownTime time)
    {
        text.Heading(2, "Next Phase");
        if (rollout.Status == RolloutStatus.Completed)
        {
            text.Item("None: the rollout is complete.");
            return;
        }

        var isOff = rollout.Status is RolloutStatus.RolledBack or RolloutStatus.Killed;
        if (isOff)
        {
            text.Item(rollout.Status == RolloutStatus.Killed ? "Off until somebody puts the kill switch back." : "Off until somebody starts it again.");
        }
        else if (rollout.Stage + 1 < dates.Count)
        {
            var next = dates[rollout.Stage + 1];
            text.Item($"Stage: {ShownText.Markdown(next.Stage.Name)}, {next.Percentage} traffic");
            text.Item($"Target Date: {(next.Target is { } target ? ShownTime.Date(target) : ShownText.Nothing)}{(next.Standing == StageStanding.Late ? " ⚠️ late" : "")}");
            WriteEarliest(text, EarliestEnd(rollout, rollout.Stage < 0 ? TimeSpan.Zero : rollout.Plan.Stages[rollout.Stage].MinimumDuration), time);
        }
        else
        {
            text.Item("Completion");
            WriteEarliest(text, EarliestEnd(rollout, rollout.Plan.Stages[^1].MinimumDuration + rollout.Plan.Soak), time);
        }

        if (assessment is not null)
        {
            text.Item($"Go/No-Go: {(assessment.Unmet.Count == 0 && !isOff ? "✅ nothing stands before it" : "⚠️ no")}");
            foreach (var unmet in assessment.Unmet)
            {
                text.Item(ShownText.Markdown(unmet));
            }

            text.Item($"The controller: {ShownText.Markdown(assessment.Next)}");
        }
    }

    private static void WriteEarliest(MarkdownText text, DateTimeOffset? earliest, ShownTime time)
    {
        if (earliest is { } moment)
        {
            text.Item($"Earliest: {time.Moment(moment)}");
        }
    }

    private static DateTimeOffset? EarliestEnd(RolloutState rollout, TimeSpan minimum)
    {
        if (rollout.StageSince is not { } since)
        {
            return null;
        }

        var end = since + (minimum * rollout.DurationFactor) + rollout.Extended;
        return rollout.HeldUntil is { } held && held > end ? held : end;
    }

    /// <summary>Most explanations without data begin with just that.</summary>
    private static string WithoutHead(string explanation)
    {
        const string NoData = "No data: ";
        return explanation.StartsWith(NoData, StringComparison.Ordinal) ? explanation[NoData.Length..] : explanation;
    }

    private static string Why(CriterionResult result) => result.Verdict switch
    {
        CriterionVerdict.NoData => "no data: " + ShownText.Markdown(WithoutHead(result.Explanation)),
        CriterionVerdict.Undecided => $"undecided: {ShownText.Markdown(result.Explanation)}",
        _ => $"not met: {ShownText.Markdown(result.Explanation)}",
    };
}
