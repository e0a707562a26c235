using System.Globalization;
using System.Text;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Cli.Reporting;

/// <summary>The reports of all rollouts in one document, behind a table that says where each stands.</summary>
internal static class AllRollouts
{
    public static async Task<string> ReportAsync(IBackend backend, CancellationToken cancellationToken)
    {
        var flags = await backend.DoAsync(Readings.Flags(), cancellationToken);
        var text = new StringBuilder("# Rollout Status: ").Append(ShownText.Markdown(flags.Environment)).Append("\n\n");
        var leaders = flags.Flags.Where(flag => flag.Rollout?.Key == flag.Key).OrderBy(flag => flag.Key, StringComparer.Ordinal).ToArray();
        if (leaders.Length == 0)
        {
            return text.Append("There is no rollout.\n").ToString();
        }

        var reports = new StringBuilder();
        text.Append("| Rollout | Status | Stage | Traffic | Target Date | Actual Date | Progress | Health |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var leader in leaders)
        {
            var rollout = await backend.DoAsync(Readings.Rollout(leader.Key), cancellationToken);
            var report = await backend.DoAsync(Readings.Report(leader.Key), cancellationToken);
            text.Append("| ").AppendJoin(" | ", Row(rollout, report)).Append(" |\n");
            reports.Append('\n').Append(ReportText.Lower(report));
        }

        return text.Append(reports).ToString();
    }

    /// <summary>Where it is in no stage, the dates are those of the one where it was, or else of the first.</summary>
    private static string[] Row(RolloutResource rollout, string report)
    {
        var stages = rollout.CopiedPlan.Stages;
        var number = rollout.Status == RolloutStatus.Completed ? stages.Count
            : rollout.StageNumber > 0 ? rollout.StageNumber
            : Math.Max(1, stages.Select(stage => stage.Name).ToList().IndexOf(rollout.Passages is [.., var last] ? last.Stage : "") + 1);
        var progress = ReportText.ProgressOf(report, number);
        return
        [
            ShownText.Markdown(rollout.Key),
            rollout.Status == RolloutStatus.RolledBack ? "Rolled back" : rollout.Status.ToString(),
            rollout.Stage is { } name ? string.Create(CultureInfo.InvariantCulture, $"{ShownText.Markdown(name)} ({number} of {stages.Count})") : Figures.Nothing,
            Figures.Percent(rollout.Percentage),
            progress?.Target ?? Figures.Nothing,
            progress?.Actual ?? Figures.Nothing,
            progress?.Standing ?? Figures.Nothing,
            Health(rollout.Health),
        ];
    }

    private static string Health(FlagHealth health) => health switch
    {
        FlagHealth.Good => "✅ good",
        FlagHealth.NoData => "⏳ no data",
        FlagHealth.Attention => "⚠️ attention",
        _ => "❌ off",
    };
}
