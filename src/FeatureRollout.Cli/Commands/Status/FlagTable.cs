using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>All flags, a line each.</summary>
internal static class FlagTable
{
    public static void Write(IAnsiConsole screen, FlagsResource flags, RolloutsResource rollouts)
    {
        var byKey = rollouts.Rollouts.ToDictionary(rollout => rollout.Key, StringComparer.Ordinal);
        var sheet = new Sheet(new("FLAG", Least: 16), new("ON FOR", IsNumber: true), new("STATE"), new("STAGE", Least: 10), new("HEALTH"), new("LOOK AT", Least: 8));
        foreach (var flag in flags.Flags)
        {
            var rollout = flag.Rollout is { } moved ? byKey.GetValueOrDefault(moved.Key) : null;
            sheet.Add(
                new(Plain.Text(flag.Key), Tone.Strong), Reached.Of(flag).Short, Standing.Of(flag), StageOf(flag, rollout), Standing.Of(flag.Health),
                new(string.Join(", ", flag.Marks.Select(mark => Standing.Of(mark.Kind))), flag.Marks.Count > 0 ? Tone.Attention : Tone.Plain));
        }

        sheet.WriteTo(screen);
    }

    /// <summary>
    /// Such as <c>2/4 tenth</c>, <c>with search</c> where another flag leads, or the plan while nothing is created; of a flag that is off because of one
    /// that it requires, that one.
    /// </summary>
    private static string StageOf(FlagSummaryResource flag, RolloutSummaryResource? rollout) =>
        flag.Reach?.BlockedBy is { } required ? $"requires {Plain.Text(required)}"
        : rollout is null ? (flag.PlannedAlong is { } plan ? Plain.Text(plan) : Figures.Nothing)
        : !string.Equals(rollout.Key, flag.Key, StringComparison.Ordinal) ? $"with {Plain.Text(rollout.Key)}"
        : rollout.Stage is null ? Figures.Nothing
        : FormattableString.Invariant($"{rollout.StageNumber}/{rollout.StageCount} {Plain.Text(rollout.Stage)}");
}
