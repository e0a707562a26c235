using System.Globalization;
using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;
using FeatureRollout.Text;

namespace FeatureRollout.Flags.Plans;

/// <summary>
/// Finds what is wrong with the criteria of a plan: metrics that nobody gives, words without a value, limits that no
/// reading can meet, and triggers that fire where a stage is still good enough to advance.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="error">Takes what is wrong: the part of the plan, its place in words, the message.</param>
/// <param name="warn">Takes what is doubtful.</param>
internal sealed class CriteriaLint(PlanDefinition plan, Action<object, string, string> error, Action<object, string, string> warn)
{
    /// <summary>The pairs reported so far: a criterion of the plan holds in every stage and is wrong once.</summary>
    private readonly HashSet<(Criterion, object)> _reported = [];

    /// <summary>Finds it.</summary>
    public void Check()
    {
        CheckMetrics();
        foreach (var (criterion, place) in All())
        {
            CheckNames(criterion, place);
            if (CriterionBounds.Of(criterion, plan) is { IsImpossible: true })
            {
                error(criterion, place, $"\"{criterion.Text}\" can never hold: no reading gets there");
            }
        }

        var unguarded = new List<string>();
        for (var i = 0; i < plan.Stages.Count; i++)
        {
            var triggers = TriggersOf(i);
            CheckAdvance(i, triggers);
            if (!triggers.Any(trigger => PlanLint.TakesBack(trigger.Action)))
            {
                unguarded.Add(plan.Stages[i].Name);
            }
        }

        if (unguarded.Count > 0)
        {
            warn("rollbackWhen", "plan", $"no trigger rolls back {(unguarded.Count == plan.Stages.Count ? "this plan" : "stage " + string.Join(", ", unguarded.Select(name => $"\"{name}\"")))} by itself; give it \"rollbackWhen\", \"rollbackThreshold\" or a band that rolls back");
        }
    }

    private void CheckMetrics()
    {
        foreach (var (name, metric) in plan.Metrics)
        {
            var place = $"metric \"{name}\"";
            if (!OwnMetrics.Contains(name) && !(Criterion.TryParse($"{name} != baseline", out var alone, out _) && CriterionInspection.MetricsOf(alone) is [var named] && named == name))
            {
                error(metric, place, $"no criterion can name \"{name}\": a metric's name has letters, digits, '_' and '.', and is no word or unit of the language");
            }

            if (metric.Of is { } of)
            {
                if (!Criterion.TryParse($"{of} != baseline", out var expression, out var problem))
                {
                    error(metric, place, $"\"of\" is a reading such as p95(latency): {problem.Message}");
                }
                else
                {
                    CheckNames(expression, place, metric);
                }
            }

            CheckLimit(metric, name, metric.Target);
            CheckLimit(metric, name, metric.Alert);
            if (metric is { Target: { } target, Alert: { } alert } && target.Comparison[0] != alert.Comparison[0]
                && (target.Comparison[0] == '<' ? alert.Value < target.Value : alert.Value > target.Value))
            {
                error(metric, place, $"the alert threshold {alert.Text} is met where the target {target.Text} is met too");
            }
        }
    }

    private void CheckLimit(MetricDefinition metric, string name, MetricLimit? limit)
    {
        if (limit is null)
        {
            return;
        }

        if (!Criterion.TryParse(PlanLimits.Write(name, metric, limit), out var criterion, out var problem))
        {
            error(metric, $"metric \"{name}\"", $"the limit {limit.Text} does not fit {metric.Of ?? name}: {problem.Message}");
        }
        else if (CriterionBounds.Of(criterion, plan) is { IsImpossible: true })
        {
            error(metric, $"metric \"{name}\"", $"\"{criterion.Text}\" can never hold: no reading gets there");
        }
    }

    /// <summary>Metrics and words that a criterion names.</summary>
    private void CheckNames(Criterion criterion, string place, object? subject = null)
    {
        foreach (var name in CriterionInspection.MetricsOf(criterion).Where(name => !plan.Metrics.ContainsKey(name)))
        {
            var nearest = NearestName.To(name, plan.Metrics.Keys.Concat(OwnMetrics.Names));
            error(subject ?? criterion, place, $"unknown metric \"{name}\" in \"{criterion.Text}\"" + (nearest is null
                ? $"; add it under \"metrics\", or name one of the library's own: {string.Join(", ", OwnMetrics.Names)}"
                : $"; did you mean \"{nearest}\"?"));
        }

        foreach (var (word, expression) in CriterionInspection.WordsOf(criterion))
        {
            var example = word switch
            {
                CriterionWord.Target => "\"target\": \"< 500ms\"",
                CriterionWord.Alert => "\"alert\": \"> 800ms\"",
                CriterionWord.Budget => "\"budget\": 600",
                _ => null,
            };
            if (example is not null && PlanLimits.ValueOf(plan, word, expression) is null)
            {
                error(subject ?? criterion, place, $"no metric says the {CriterionWords.Write(word)} of {expression}; add one under \"metrics\" with \"of\": \"{expression}\" and {example}");
            }
        }

        if (CriterionInspection.AsksForTargets(criterion) && plan.Metrics.Values.All(metric => metric.Target is null))
        {
            error(subject ?? criterion, place, "no metric has a \"target\", so there is nothing for all(targets) to ask");
        }
    }

    private void CheckAdvance(int index, List<Trigger> triggers)
    {
        var stage = plan.Stages[index];
        var needed = AdvanceOf(index).Select(criterion => (Criterion: criterion, Bounds: CriterionBounds.Of(criterion, plan))).ToList();
        foreach (var (criterion, bounds) in needed)
        {
            if (index == 0 && CriterionInspection.WordsOf(criterion).Any(use => use.Word == CriterionWord.Previous) && _reported.Add((criterion, plan)))
            {
                error(criterion, StageLint.Place(stage), $"\"{criterion.Text}\" can never hold in the first stage, which has none before it");
            }

            foreach (var trigger in triggers)
            {
                if (bounds is not null && trigger.Bounds is { } fires && fires.Expression == bounds.Expression && Contradict(bounds, fires)
                    && _reported.Add((criterion, trigger.Subject)))
                {
                    error(trigger.Subject, StageLint.Place(stage), $"contradiction in stage \"{stage.Name}\": it advances while \"{criterion.Text}\", but \"{trigger.Text}\" takes it back there already; move one of the two limits");
                }
            }

            foreach (var (other, otherBounds) in needed.TakeWhile(item => !ReferenceEquals(item.Criterion, criterion)))
            {
                if (bounds is not null && otherBounds is not null && bounds.Expression == otherBounds.Expression
                    && !bounds.IsImpossible && !otherBounds.IsImpossible && bounds.Values.And(otherBounds.Values).And(bounds.Domain).IsEmpty
                    && _reported.Add((criterion, other)))
                {
                    error(criterion, StageLint.Place(stage), $"stage \"{stage.Name}\" can never be left: \"{criterion.Text}\" and \"{other.Text}\" never hold at once");
                }
            }
        }

        foreach (var trigger in triggers.Where(trigger => trigger.Bounds is { IsCertain: true, IsImpossible: false } && _reported.Add((trigger.When, trigger.When))))
        {
            error(trigger.Subject, StageLint.Place(stage), $"\"{trigger.Text}\" always holds, so no stage would ever stay");
        }
    }

    /// <summary>
    /// Whether a trigger fires among the values that are good enough: where the two look in opposite directions, at any of
    /// them; where they look the same way, as a minimum of traffic and a limit on overload do, at all of them.
    /// </summary>
    private static bool Contradict(CriterionBounds advance, CriterionBounds trigger)
    {
        var both = advance.Values.And(trigger.Values).And(advance.Domain);
        return !both.IsEmpty && (advance.Values.IsBelow != trigger.Values.IsBelow || advance.Values.And(advance.Domain).IsWithin(trigger.Values));
    }

    private IEnumerable<Criterion> AdvanceOf(int index) =>
        plan.AdvanceWhen.Concat(With(index).SelectMany(stage => stage.AdvanceWhen));

    /// <summary>Everything that takes a stage back: triggers, its own, inherited and the plan's, bands, the threshold.</summary>
    private List<Trigger> TriggersOf(int index)
    {
        var failure = plan.Stages[index].OnFailure ?? plan.OnFailure;
        List<Trigger> triggers =
        [
            .. plan.RollbackWhen.Concat(With(index).SelectMany(stage => stage.RollbackWhen)).Select(when => new Trigger(when, when.Text, when, failure, CriterionBounds.Of(when, plan))),
            .. plan.Bands.Where(band => PlanLint.TakesBack(band.Then)).Select(band => new Trigger(band.When, band.When.Text, band.When, band.Then, CriterionBounds.Of(band.When, plan))),
        ];
        if (plan.RollbackThreshold is { ErrorRate: > 0 and < 1 } threshold)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{OwnMetrics.ErrorRate} > {threshold.ErrorRate * 100:0.######}%");
            var when = Criterion.Parse(text);
            triggers.Add(new Trigger(when, text, threshold, new PlanAction { Action = RolloutAction.RollBack }, CriterionBounds.Of(when, plan)));
        }

        return triggers;
    }

    /// <summary>A stage after those from which it inherits.</summary>
    private IEnumerable<StageDefinition> With(int index) => plan.Stages[index].Inherit ? plan.Stages.Take(index + 1) : [plan.Stages[index]];

    private IEnumerable<(Criterion Criterion, string Place)> All()
    {
        foreach (var criterion in plan.AdvanceWhen.Concat(plan.HoldWhen).Concat(plan.RollbackWhen))
        {
            yield return (criterion, "plan");
        }

        foreach (var band in plan.Bands)
        {
            yield return (band.When, $"band \"{band.Name ?? band.When.Text}\"");
        }

        foreach (var alert in plan.Alerts)
        {
            yield return (alert.When, $"alert \"{alert.Name}\"");
        }

        foreach (var stage in plan.Stages)
        {
            foreach (var criterion in stage.AdvanceWhen.Concat(stage.HoldWhen).Concat(stage.RollbackWhen))
            {
                yield return (criterion, StageLint.Place(stage));
            }
        }
    }

    /// <summary>Something that takes a stage back.</summary>
    /// <param name="When">The criterion.</param>
    /// <param name="Text">Its words.</param>
    /// <param name="Subject">What the plan has there.</param>
    /// <param name="Action">What is done.</param>
    /// <param name="Bounds">The readings at which it fires; null where the text doesn't tell.</param>
    private sealed record Trigger(Criterion When, string Text, object Subject, PlanAction Action, CriterionBounds? Bounds);
}
