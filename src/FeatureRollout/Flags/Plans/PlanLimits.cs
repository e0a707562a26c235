using FeatureRollout.Criteria;

namespace FeatureRollout.Flags.Plans;

/// <summary>What a plan's metrics say of targets, alert thresholds and budgets, for the words of criteria.</summary>
internal static class PlanLimits
{
    private const string Last = "last(";

    /// <summary>What a word stands for beside an expression; null where no metric of the plan says it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="word">The word; one that is no metric's, such as <see cref="CriterionWord.Baseline"/>, has no value here.</param>
    /// <param name="expression">The other side of the comparison, as the criterion's printer writes it.</param>
    public static double? ValueOf(PlanDefinition plan, CriterionWord word, string expression) =>
        word == CriterionWord.Budget ? Find(plan, expression, metric => metric.Budget is not null)?.Budget : LimitOf(plan, word, expression)?.Value;

    /// <summary>The target or the alert threshold of an expression, with its direction; null where no metric of the plan says it.</summary>
    public static MetricLimit? LimitOf(PlanDefinition plan, CriterionWord word, string expression) => word switch
    {
        CriterionWord.Target => Find(plan, expression, metric => metric.Target is not null)?.Target,
        CriterionWord.Alert => Find(plan, expression, metric => metric.Alert is not null)?.Alert,
        _ => null,
    };

    /// <summary>The targets as criteria, for <c>all(targets)</c>, in the order of the plan.</summary>
    public static IReadOnlyList<Criterion> TargetsOf(PlanDefinition plan) =>
        [.. plan.Metrics.Where(metric => metric.Value.Target is not null).Select(metric => Criterion.Parse(Write(metric.Key, metric.Value, metric.Value.Target!)))];

    /// <summary>A limit as a criterion's text.</summary>
    public static string Write(string name, MetricDefinition metric, MetricLimit limit) => $"{metric.Of ?? name} {limit.Text}";

    private static MetricDefinition? Find(PlanDefinition plan, string expression, Func<MetricDefinition, bool> has)
    {
        var meant = Plain(expression);
        foreach (var (name, metric) in plan.Metrics)
        {
            if (has(metric) && string.Equals(Plain(metric.Of ?? name), meant, StringComparison.Ordinal))
            {
                return metric;
            }
        }

        return null;
    }

    /// <summary>Without spaces; and <c>last(cost)</c> is what <c>cost</c> is.</summary>
    private static string Plain(string expression)
    {
        var plain = string.Concat(expression.Where(unit => unit != ' '));
        return plain.StartsWith(Last, StringComparison.Ordinal) && plain.IndexOf(')', StringComparison.Ordinal) == plain.Length - 1 ? plain[Last.Length..^1] : plain;
    }
}
