using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Machine;
using FeatureRollout.Text;

namespace FeatureRollout.Control.Managing;

/// <summary>Turns the names that people give into what the plan calls so, or refuses them with the nearest.</summary>
internal static class Names
{
    public static void ThrowIfNobody(RolloutActor actor)
    {
        if (string.IsNullOrWhiteSpace(actor.Name))
        {
            throw new ArgumentException("A change needs the name of who makes it.", nameof(actor));
        }
    }

    public static void ThrowIfNoReason(RolloutActor actor, string what)
    {
        ThrowIfNobody(actor);
        if (string.IsNullOrWhiteSpace(actor.Reason))
        {
            throw new ArgumentException($"{what} needs a reason.", nameof(actor));
        }
    }

    public static void ThrowIfNoFlag(string key, string parameter)
    {
        if (string.IsNullOrEmpty(key) || !FlagKey.IsValid(key))
        {
            throw new ArgumentException($"\"{key}\" is no flag key: 1 to 128 letters, digits, '.', '_' and '-'.", parameter);
        }
    }

    public static void ThrowIfNotStorable(string customerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        _ = CustomerList.Of(customerId);
    }

    public static int StageOf(RolloutState state, string name)
    {
        var stages = state.Plan.Stages;
        for (var i = 0; i < stages.Count; i++)
        {
            if (stages[i].Name == name)
            {
                return i;
            }
        }

        throw Unknown("stage", name, stages.Select(stage => stage.Name));
    }

    /// <summary>An approval for the start while nothing has started, else for leaving the present stage.</summary>
    public static RolloutChange ApprovalOf(RolloutState state, string name)
    {
        var stage = state.Stage < 0 ? null : state.Plan.Stages[state.Stage];
        var asked = stage?.Approvals ?? state.Plan.Approvals;
        return asked.Contains(name, StringComparer.Ordinal)
            ? new RolloutChange.Approved(stage?.Name, name)
            : throw Unknown(stage is null ? "approval for the start" : $"approval in stage \"{stage.Name}\"", name, asked);
    }

    /// <summary>
    /// The first checklist that has the item and on which this changes it: while nothing has started the plan's own and the first
    /// stage's start, else those of the present stage and the next one's start. Stages often share the names of their items.
    /// </summary>
    public static RolloutChange TickOf(RolloutState state, string item, bool done)
    {
        var stages = state.Plan.Stages;
        List<(string? Stage, IReadOnlyList<ChecklistItem> Items)> lists = [];
        if (state.Stage < 0)
        {
            lists.Add((null, state.Plan.Checklist));
        }
        else
        {
            lists.Add((stages[state.Stage].Name, stages[state.Stage].StartChecklist));
            lists.Add((stages[state.Stage].Name, stages[state.Stage].EndChecklist));
        }

        if (state.Stage + 1 < stages.Count)
        {
            lists.Add((stages[state.Stage + 1].Name, stages[state.Stage + 1].StartChecklist));
        }

        (string? Stage, IReadOnlyList<ChecklistItem> Items)[] having = [.. lists.Where(list => list.Items.Any(each => each.Name == item))];
        if (having.Length > 0)
        {
            return new RolloutChange.Ticked(having.FirstOrDefault(list => Signatures.IsTicked(state, list.Stage, item) != done, having[0]).Stage, item, done);
        }

        throw Unknown("checklist item here", item, lists.SelectMany(list => list.Items).Select(each => each.Name));
    }

    /// <summary>A metric that the plan knows or that a criterion may name.</summary>
    public static string MetricOf(RolloutState state, string name)
    {
        var known = state.Plan.Metrics;
        return !known.TryGetValue(name, out var metric) && known.Count > 0 && NearestName.To(name, known.Keys) is not null
            ? throw Unknown("metric", name, known.Keys)
            : metric?.Source is { } source
                ? throw new ArgumentException($"The metric \"{name}\" is read from \"{source}\"; it is not reported by hand.", nameof(name))
                : name;
    }

    public static string MilestoneOf(RolloutState state, string name) =>
        state.Plan.Milestones.Any(milestone => milestone.Name == name)
            ? name
            : throw Unknown("milestone", name, state.Plan.Milestones.Select(milestone => milestone.Name));

    /// <summary>Incidents are numbered in the order of their reports.</summary>
    public static string NextIncident(RolloutState state)
    {
        var last = state.Incidents.Count == 0
            ? 0
            : state.Incidents.Max(incident => int.TryParse(incident.Id.AsSpan(incident.Id.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"incident-{last + 1}");
    }

    public static ArgumentException Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Distinct(StringComparer.Ordinal)];
        var nearest = NearestName.To(name, names);
        var hint = nearest is not null ? $"; did you mean \"{nearest}\"?"
            : names.Length == 0 ? "; there is none at all."
            : $"; there are: {string.Join(", ", names.Take(20))}.";
#pragma warning disable MA0015 // The name may be one of several arguments of different operations; the message says which it is.
        return new ArgumentException($"There is no {what} called \"{name}\"{hint}");
#pragma warning restore MA0015
    }
}
