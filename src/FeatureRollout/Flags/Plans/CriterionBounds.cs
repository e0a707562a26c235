using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Flags.Plans;

/// <summary>
/// What a criterion demands of one expression, as a range of values, with the plan's targets, alert thresholds and budgets
/// put in for their words.
/// </summary>
/// <param name="Expression">What is measured, such as <c>p95(latency)</c>; success counts as one minus <c>error_rate</c>.</param>
/// <param name="Values">The values that meet the criterion.</param>
/// <param name="Domain">The values that there are.</param>
internal sealed record CriterionBounds(string Expression, ValueRange Values, ValueRange Domain)
{
    /// <summary>Whether no reading can ever meet it.</summary>
    public bool IsImpossible => Values.And(Domain).IsEmpty;

    /// <summary>Whether every reading meets it.</summary>
    public bool IsCertain => Domain.IsWithin(Values);

    /// <summary>The bounds that a criterion sets; null where it sets none that its text tells, or only <c>while</c> something else holds.</summary>
    public static CriterionBounds? Of(Criterion criterion, PlanDefinition plan)
    {
        if (criterion.Root is not { Question: ComparisonQuestion { Left: var left, Right: var right, Sign: var sign }, While: null })
        {
            return null;
        }

        return ExpressionParts.HasWord(left) || ExpressionParts.IsConstant(left)
            ? Of(right, CriterionSigns.Mirror(sign), left, plan)
            : Of(left, sign, right, plan);
    }

    private static CriterionBounds? Of(CriterionExpression measured, CriterionSign sign, CriterionExpression side, PlanDefinition plan)
    {
        var expression = CriterionPrinter.Print(measured);
        var words = ExpressionParts.Of(side).OfType<WordExpression>().Select(word => word.Word).ToList();
        var open = words.Where(word => PlanLimits.ValueOf(plan, word, expression) is null).ToList();
        if (ExpressionParts.IsConstant(measured) || open.Count > 1 || (open.Count == 1 && (words.Count > 1 || HasSum(side)))
            || PutIn(side, expression, plan) is not { } limit || Range(sign, limit) is not { } values)
        {
            return null;
        }

        if (open.Count == 1)
        {
            return new CriterionBounds($"{expression} / {CriterionWords.Write(open[0])}", values, ValueRange.Any);
        }

        return measured is ReadingExpression { Metric: OwnMetrics.SuccessRate }
            ? new CriterionBounds(OwnMetrics.ErrorRate, values.Complement(), ValueRange.Fraction)
            : new CriterionBounds(expression, values, DomainOf(measured));
    }

    /// <summary>The value of a side: the plan's for its words, and 1 for a word whose value is not known yet.</summary>
    private static double? PutIn(CriterionExpression side, string expression, PlanDefinition plan) => side switch
    {
        NumberExpression number => number.Value,
        WordExpression word => PlanLimits.ValueOf(plan, word.Word, expression) ?? 1,
        NegationExpression negation => -PutIn(negation.Operand, expression, plan),
        ArithmeticExpression arithmetic when PutIn(arithmetic.Left, expression, plan) is { } left && PutIn(arithmetic.Right, expression, plan) is { } right
            && ExpressionParts.Calculate(arithmetic.Operator, left, right) is var value && double.IsFinite(value) => value,
        _ => null,
    };

    private static bool HasSum(CriterionExpression side) =>
        ExpressionParts.Of(side).Any(part => part is ArithmeticExpression { Operator: ArithmeticOperator.Add or ArithmeticOperator.Subtract });

    private static ValueRange DomainOf(CriterionExpression measured) => measured switch
    {
        ReadingExpression { Metric: OwnMetrics.ErrorRate } => ValueRange.Fraction,
        ReadingExpression { Metric: OwnMetrics.Errors or OwnMetrics.Requests or OwnMetrics.Latency } or ReadingExpression { Function: ReadingFunction.Count }
            or IncidentExpression => ValueRange.NotNegative,
        _ => ValueRange.Any,
    };

    private static ValueRange? Range(CriterionSign sign, double limit) => sign switch
    {
        CriterionSign.Less => new ValueRange(double.NegativeInfinity, false, limit, false),
        CriterionSign.LessOrEqual => new ValueRange(double.NegativeInfinity, false, limit, true),
        CriterionSign.Greater => new ValueRange(limit, false, double.PositiveInfinity, false),
        CriterionSign.GreaterOrEqual => new ValueRange(limit, true, double.PositiveInfinity, false),
        CriterionSign.Equal => new ValueRange(limit, true, limit, true),
        _ => null,
    };
}
