using FeatureRollout.Text;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>
/// Approvals and checklists. Those of a stage hold while the rollout is in it, and those of a stage's beginning also in
/// the stage before; leaving voids them. Those of the start hold until a rollback.
/// </summary>
internal static class Signatures
{
    public static RolloutState Approve(RolloutState state, RolloutChange.Approved change, Cause cause)
    {
        DemandStage(state, change.Stage, [Standing.StageOf(state)?.Name], "approved");
        DemandName(change.Name, change.Stage is null ? state.Plan.Approvals : Standing.StageOf(state)!.Approvals, "approval");
        return state with
        {
            Approvals =
            [
                .. state.Approvals.Where(each => each.Stage != change.Stage || each.Name != change.Name),
                new RolloutApproval(change.Stage, change.Name, cause.Actor, cause.At, cause.Reason),
            ],
        };
    }

    public static RolloutState Tick(RolloutState state, RolloutChange.Ticked change, Cause cause)
    {
        var next = state.Stage + 1 < state.Plan.Stages.Count ? state.Plan.Stages[state.Stage + 1] : null;
        DemandStage(state, change.Stage, [Standing.StageOf(state)?.Name, next?.Name], "ticked");
        DemandName(change.Item, ItemsOf(state, change.Stage, next).Select(item => item.Name), "checklist item");
        var others = state.Ticks.Where(each => each.Stage != change.Stage || each.Item != change.Item);
        return state with
        {
            Ticks = change.Done ? [.. others, new RolloutTick(change.Stage, change.Item, cause.Actor, cause.At)] : [.. others],
        };
    }

    /// <summary>The approvals that still hold in a stage that is entered.</summary>
    public static IReadOnlyList<RolloutApproval> ApprovalsAtEntry(RolloutState state) => [.. state.Approvals.Where(each => each.Stage is null)];

    /// <summary>The ticks that still hold in a stage that is entered; its own only where it is entered from the stage before.</summary>
    public static IReadOnlyList<RolloutTick> TicksAtEntry(RolloutState state, StageDefinition entered, bool forward) =>
        [.. state.Ticks.Where(each => each.Stage is null || (forward && each.Stage == entered.Name && entered.EndChecklist.All(item => item.Name != each.Item)))];

    public static bool IsApproved(RolloutState state, string? stage, string name) =>
        state.Approvals.Any(each => each.Stage == stage && each.Name == name);

    public static bool IsTicked(RolloutState state, string? stage, string item) =>
        state.Ticks.Any(each => each.Stage == stage && each.Item == item);

    private static IEnumerable<ChecklistItem> ItemsOf(RolloutState state, string? stage, StageDefinition? next) =>
        stage is null ? state.Plan.Checklist
        : stage == next?.Name ? next.StartChecklist
        : [.. Standing.StageOf(state)!.StartChecklist, .. Standing.StageOf(state)!.EndChecklist];

    private static void DemandStage(RolloutState state, string? stage, IReadOnlyList<string?> allowed, string done)
    {
        var atStart = state.Stage < 0;
        if (stage is null ? !atStart : !allowed.Contains(stage, StringComparer.Ordinal))
        {
            IEnumerable<string> can = [.. atStart ? ["the start"] : Array.Empty<string>(), .. allowed.OfType<string>().Select(name => $"\"{name}\"")];
            throw new RolloutRefusedException(
                $"{(stage is null ? "The start" : $"Stage \"{stage}\"")} of \"{state.Key}\" cannot be {done} now; {string.Join(" and ", can)} can.");
        }
    }

    private static void DemandName(string name, IEnumerable<string> known, string what)
    {
        var names = known.Distinct(StringComparer.Ordinal).ToArray();
        if (!names.Contains(name, StringComparer.Ordinal))
        {
            throw new RolloutRefusedException($"There is no {what} \"{name}\" here" + Instead(name, names));
        }
    }

    private static string Instead(string name, string[] names) =>
        names.Length == 0 ? "; the plan asks for none."
        : NearestName.To(name, names) is { } nearest ? $"; did you mean \"{nearest}\"?"
        : $"; there is {string.Join(", ", names.Select(each => $"\"{each}\""))}.";
}
