namespace FeatureRollout.Rollouts.Machine;

/// <summary>What makes a rollout wait, go on, or go on sooner.</summary>
internal static class Pauses
{
    public static RolloutState Hold(RolloutState state, RolloutChange.Held change, Cause cause) =>
        change.Until > cause.At
            ? state with
            {
                Status = RolloutStatus.Held,
                HeldUntil = change.Until,
                Extended = state.Extended + Added(state, change.Until, cause.At),
                RulesTaken = Taken(state, change.Rule),
                Reason = cause.Reason,
            }
            : throw new RolloutRefusedException($"\"{state.Key}\" can be held until a later moment than now.");

    /// <summary>What a hold adds to the stage's least time: what it lasts, less what an earlier hold covers already.</summary>
    private static TimeSpan Added(RolloutState state, DateTimeOffset until, DateTimeOffset now)
    {
        var from = state.HeldUntil > now ? state.HeldUntil.Value : now;
        return until > from ? until - from : TimeSpan.Zero;
    }

    /// <summary>Who resumes before a hold is over takes back what is left of it.</summary>
    private static TimeSpan Less(TimeSpan extended, TimeSpan rest) => extended > rest ? extended - rest : TimeSpan.Zero;

    public static RolloutState Pause(RolloutState state, string? rule, Cause cause) => state with
    {
        Status = RolloutStatus.Paused,
        HeldUntil = null,
        RulesTaken = Taken(state, rule),
        PausedBy = rule ?? state.PausedBy,
        Reason = cause.Reason,
    };

    /// <summary>
    /// Ends pause and hold. Where a rule had paused it, its proof has been seen and answered by a person: it has to be
    /// proven anew.
    /// </summary>
    public static RolloutState Resume(RolloutState state, Cause cause)
    {
        var resumed = state with
        {
            Status = RolloutStatus.Running,
            HeldUntil = null,
            Extended = state.HeldUntil > cause.At ? Less(state.Extended, state.HeldUntil.Value - cause.At) : state.Extended,
            PausedBy = null,
            PercentageByHand = null,
            WouldHave = null,
            Reason = state.PercentageByHand is null ? cause.Reason : BackToStage(state, cause.Reason),
        };
        return StageMoves.NotePercentage(state.PausedBy is null ? resumed : CountAnew(resumed, cause));
    }

    public static RolloutState FastTrack(RolloutState state, RolloutChange.FastTracked change) =>
        change.Factor is > 0 and <= 1
            ? state with { DurationFactor = change.Factor }
            : throw new RolloutRefusedException("A fast track multiplies the minimum duration by more than 0 and at most 1.");

    public static RolloutState SetPercentage(RolloutState state, Percentage percentage, Cause cause) =>
        StageMoves.NotePercentage(Pause(state, rule: null, cause) with { PercentageByHand = percentage, CompletedAt = null });

    /// <summary>Starts criteria, detectors and timers anew.</summary>
    public static RolloutState CountAnew(RolloutState state, Cause cause) =>
        state with { CountedSince = cause.At, Generation = state.Generation + 1 };

    private static IReadOnlyList<string> Taken(RolloutState state, string? rule) =>
        rule is null || state.RulesTaken.Contains(rule, StringComparer.Ordinal) ? state.RulesTaken : [.. state.RulesTaken, rule];

    private static string BackToStage(RolloutState state, string? reason)
    {
        var back = state with { PercentageByHand = null };
        var sentence = $"Back to stage \"{Standing.StageOf(back)?.Name}\" at {Standing.PercentageOf(back)}.";
        return reason is null ? sentence : $"{reason} {sentence}";
    }
}
