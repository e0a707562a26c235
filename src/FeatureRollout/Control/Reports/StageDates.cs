using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Control.Reports;

/// <summary>How a stage stands against its plan.</summary>
internal enum StageStanding
{
    /// <summary>To come.</summary>
    Planned,

    /// <summary>To come, and its day is over.</summary>
    Late,

    /// <summary>Now.</summary>
    Present,

    /// <summary>Left behind.</summary>
    Done,

    /// <summary>Where the rollout was when it was turned off.</summary>
    Interrupted,
}

/// <summary>A stage with its planned and its actual dates.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Day">Days from the plan's start, by the stages' minimum durations.</param>
/// <param name="Target">The planned day; null where the plan names no start and has not been started.</param>
/// <param name="Actual">The day on which it began since the last start; null where it did not.</param>
/// <param name="Standing">How it stands.</param>
internal sealed record StageDates(StageDefinition Stage, int Day, DateOnly? Target, DateOnly? Actual, StageStanding Standing)
{
    /// <summary>The highest percentage that the stage reaches.</summary>
    public Percentage Percentage => Stage.Steps.Max(step => step.Percentage);

    /// <summary>The dates of all stages of a plan.</summary>
    public static IReadOnlyList<StageDates> Of(RolloutState rollout, DateTimeOffset now)
    {
        var time = new ShownTime(rollout.Plan.TimeZone);
        var start = StartOf(rollout);
        var passages = rollout.Passages.Where(passage => rollout.StartedAt is not { } started || passage.From >= started).ToArray();
        var dates = new List<StageDates>();
        var before = TimeSpan.Zero;
        for (var i = 0; i < rollout.Plan.Stages.Count; i++)
        {
            var stage = rollout.Plan.Stages[i];
            var day = (int)Math.Floor(before.TotalDays);
            var target = start?.AddDays(day);
            var first = passages.FirstOrDefault(passage => passage.Stage == stage.Name);
            DateOnly? actual = first is null ? null : time.Day(first.From);
            dates.Add(new StageDates(stage, day, target, actual, StandingOf(rollout, i, passages, target < time.Day(now))));
            before += stage.MinimumDuration;
        }

        return dates;
    }

    /// <summary>Day 0: the plan's, else the day of the start; null where there is neither.</summary>
    public static DateOnly? StartOf(RolloutState rollout) =>
        rollout.Plan.Start ?? (rollout.StartedAt is { } started ? new ShownTime(rollout.Plan.TimeZone).Day(started) : null);

    private static StageStanding StandingOf(RolloutState rollout, int index, StagePassage[] passages, bool overdue)
    {
        if (rollout.Status == RolloutStatus.Completed)
        {
            return StageStanding.Done;
        }

        var present = rollout.Stage;
        if (rollout.Status is RolloutStatus.RolledBack or RolloutStatus.Killed && passages.Length > 0)
        {
            present = rollout.Plan.Stages.ToList().FindIndex(stage => stage.Name == passages[^1].Stage);
            if (index == present)
            {
                return StageStanding.Interrupted;
            }
        }

        return index < present ? StageStanding.Done
            : index == present ? StageStanding.Present
            : overdue ? StageStanding.Late
            : StageStanding.Planned;
    }
}
