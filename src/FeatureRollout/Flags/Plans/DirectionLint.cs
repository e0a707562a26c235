using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Flags.Plans;

/// <summary>Finds criteria that look the wrong way: triggers that fire where nothing fails, and advances that ask for failures.</summary>
/// <param name="plan">The plan.</param>
/// <param name="warn">Takes what is doubtful: the part of the plan, its place in words, the message.</param>
internal sealed class DirectionLint(PlanDefinition plan, Action<object, string, string> warn)
{
    private static readonly ValueRange Nothing = new(0, true, 0, true);

    /// <summary>Finds them.</summary>
    public void Check()
    {
        CheckAll(plan.AdvanceWhen, "plan", isTrigger: false);
        CheckAll(plan.RollbackWhen, "plan", isTrigger: true);
        CheckAll(plan.Bands.Where(band => PlanLint.TakesBack(band.Then)).Select(band => band.When), "bands", isTrigger: true);
        foreach (var stage in plan.Stages)
        {
            CheckAll(stage.AdvanceWhen, StageLint.Place(stage), isTrigger: false);
            CheckAll(stage.RollbackWhen, StageLint.Place(stage), isTrigger: true);
        }
    }

    private void CheckAll(IEnumerable<Criterion> criteria, string place, bool isTrigger)
    {
        foreach (var criterion in criteria.Where(each => IsInverted(each, isTrigger) || IsAgainstLimit(each, isTrigger)))
        {
            var what = isTrigger ? "takes the feature back where all is well" : "advances only where something is wrong";
            warn(criterion, place, $"\"{criterion.Text}\" {what}; turn the comparison around if that is not meant");
        }
    }

    /// <summary>Whether no failure at all, or no time at all, fires a trigger or keeps from advancing.</summary>
    private bool IsInverted(Criterion criterion, bool isTrigger) =>
        criterion.Root.Question is ComparisonQuestion comparison
        && (LessIsBetter(comparison.Left, isTrigger) || LessIsBetter(comparison.Right, isTrigger))
        && CriterionBounds.Of(criterion, plan) is { IsImpossible: false, IsCertain: false } bounds
        && !bounds.Expression.StartsWith(OwnMetrics.SuccessRate, StringComparison.Ordinal)
        && bounds.Values.And(Nothing).IsEmpty != isTrigger;

    /// <summary>
    /// Whether less of it is better. Successes are failures here, as <see cref="CriterionBounds"/> turns them around; an incident
    /// that advancing asks for may be the sign of something done.
    /// </summary>
    private static bool LessIsBetter(CriterionExpression measured, bool isTrigger) => measured switch
    {
        ReadingExpression { Metric: OwnMetrics.ErrorRate or OwnMetrics.SuccessRate or OwnMetrics.Errors } => true,
        ReadingExpression { Metric: OwnMetrics.Latency, Function: not ReadingFunction.Count } => true,
        IncidentExpression => isTrigger,
        _ => false,
    };

    /// <summary>Whether a comparison with a target or an alert threshold looks another way than the metric's limit itself.</summary>
    private bool IsAgainstLimit(Criterion criterion, bool isTrigger)
    {
        if (criterion.Root is not { Question: ComparisonQuestion { Left: var left, Sign: var sign }, While: null }
            || CriterionInspection.WordsOf(criterion) is not [{ Word: CriterionWord.Target or CriterionWord.Alert } use]
            || PlanLimits.LimitOf(plan, use.Word, use.Expression) is not { } limit)
        {
            return false;
        }

        sign = ExpressionParts.HasWord(left) ? CriterionSigns.Mirror(sign) : sign;
        if (sign is CriterionSign.Equal or CriterionSign.NotEqual)
        {
            return false;
        }

        // A target is what is good, an alert threshold what is bad.
        var isSameWay = (sign is CriterionSign.Less or CriterionSign.LessOrEqual) == (limit.Comparison[0] == '<');
        return (isSameWay == (use.Word == CriterionWord.Target)) == isTrigger;
    }
}
