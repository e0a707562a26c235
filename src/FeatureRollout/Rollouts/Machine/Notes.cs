using System.Collections.Immutable;
using FeatureRollout.Text;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>What is written down without moving the rollout: incidents, values, alerts, milestones.</summary>
internal static class Notes
{
    private const int ValuesKept = 1_000;
    private const int ResolvedKept = 200;

    public static RolloutState Report(RolloutState state, RolloutChange.IncidentReported change, Cause cause)
    {
        if (state.Incidents.Any(each => each.Id == change.Id))
        {
            throw new RolloutRefusedException($"\"{state.Key}\" has an incident \"{change.Id}\" already.");
        }

        var incident = new RolloutIncident
        {
            Id = change.Id,
            Severity = change.Severity,
            Text = change.Text,
            ReportedAt = cause.At,
            ReportedBy = cause.Actor,
        };
        return state with { Incidents = [.. state.Incidents, incident] };
    }

    public static RolloutState Resolve(RolloutState state, RolloutChange.IncidentResolved change, Cause cause)
    {
        var open = state.Incidents.Where(each => each.ResolvedAt is null).Select(each => each.Id).ToArray();
        if (!open.Contains(change.Id, StringComparer.Ordinal))
        {
            throw new RolloutRefusedException($"\"{state.Key}\" has no open incident \"{change.Id}\"" + Instead(change.Id, open));
        }

        var incidents = state.Incidents
            .Select(each => each.Id == change.Id ? each with { ResolvedAt = cause.At, ResolvedBy = cause.Actor } : each)
            .ToArray();
        var kept = incidents.Where(each => each.ResolvedAt is not null).Reverse().OrderByDescending(each => each.ResolvedAt).Take(ResolvedKept)
            .Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        return state with { Incidents = [.. incidents.Where(each => each.ResolvedAt is null || kept.Contains(each.Id))] };
    }

    public static RolloutState Report(RolloutState state, RolloutChange.ValueReported change, Cause cause)
    {
        if (!double.IsFinite(change.Value))
        {
            throw new RolloutRefusedException($"\"{change.Metric}\" of \"{state.Key}\" cannot be {FormattableString.Invariant($"{change.Value}")}; a value is a finite number.");
        }

        IReadOnlyList<MetricPoint> points =
        [
            .. (state.Values.GetValueOrDefault(change.Metric) ?? []).TakeLast(ValuesKept - 1),
            new MetricPoint(cause.At, change.Value),
        ];
        return state with { Values = Immutable(state.Values).SetItem(change.Metric, points) };
    }

    public static RolloutState Capture(RolloutState state, RolloutChange.BaselineCaptured change) =>
        state with { Baselines = Immutable(state.Baselines).SetItems(change.Values) };

    public static RolloutState Fire(RolloutState state, RolloutChange.AlertFired change, Cause cause) =>
        state.Alerts.Any(each => each.Name == change.Alert)
            ? throw new RolloutRefusedException($"The alert \"{change.Alert}\" of \"{state.Key}\" fires already.")
            : state with { Alerts = [.. state.Alerts, new FiringAlert(change.Alert, cause.At)] };

    public static RolloutState Resolve(RolloutState state, RolloutChange.AlertResolved change) =>
        state.Alerts.Any(each => each.Name == change.Alert)
            ? state with { Alerts = [.. state.Alerts.Where(each => each.Name != change.Alert)] }
            : throw new RolloutRefusedException($"No alert \"{change.Alert}\" of \"{state.Key}\" fires.");

    public static RolloutState Mark(RolloutState state, RolloutChange.MilestoneMarked change, Cause cause)
    {
        var names = state.Plan.Milestones.Select(each => each.Name).ToArray();
        return names.Contains(change.Milestone, StringComparer.Ordinal)
            ? state with { Milestones = Immutable(state.Milestones).SetItem(change.Milestone, new MilestoneMark(change.Status, cause.Actor, cause.At)) }
            : throw new RolloutRefusedException($"The plan of \"{state.Key}\" has no milestone \"{change.Milestone}\"" + Instead(change.Milestone, names));
    }

    private static string Instead(string name, string[] names) => NearestName.To(name, names) is { } nearest ? $"; did you mean \"{nearest}\"?" : ".";

    private static ImmutableDictionary<string, T> Immutable<T>(IReadOnlyDictionary<string, T> entries) =>
        entries as ImmutableDictionary<string, T> ?? ImmutableDictionary.CreateRange(StringComparer.Ordinal, entries);
}
