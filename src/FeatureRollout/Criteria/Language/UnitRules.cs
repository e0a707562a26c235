namespace FeatureRollout.Criteria.Language;

/// <summary>Finds comparisons that cannot be meant: a latency with a percentage, a rate with a number that has no unit.</summary>
internal static class UnitRules
{
    /// <summary>Checks a comparison as it is parsed.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="startOf">Where each of its expressions begins.</param>
    /// <exception cref="CriterionSyntaxException">It cannot be meant; the message says what to write.</exception>
    public static void Check(ComparisonQuestion comparison, Func<CriterionExpression, int> startOf)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        CheckWords(left, right, startOf);
        CheckWords(right, left, startOf);
        if (!ExpressionParts.Of(left).Concat(ExpressionParts.Of(right)).Any(part => part is ReadingExpression or IncidentExpression))
        {
            throw Error(startOf(left), "Nothing is measured here. Name a metric on one side, such as error_rate.");
        }

        var leftKind = ExpressionParts.HasWord(left) ? Of(left, Of(right, Dimension.Unknown, startOf), startOf) : Of(left, Dimension.Unknown, startOf);
        var rightKind = Of(right, leftKind, startOf);
        if (leftKind != rightKind && leftKind != Dimension.Unknown && rightKind != Dimension.Unknown && !IsZero(left) && !IsZero(right))
        {
            var (wrong, kind, against) = ExpressionParts.IsConstant(left) ? (left, leftKind, rightKind) : (right, rightKind, leftKind);
            throw Error(startOf(wrong), Advice(wrong, kind, against));
        }
    }

    /// <summary>What kind of quantity an expression gives, where the other side of its comparison gives a known one.</summary>
    public static Dimension Of(CriterionExpression expression, Dimension other) => Of(expression, other, startOf: null);

    private static void CheckWords(CriterionExpression side, CriterionExpression other, Func<CriterionExpression, int> startOf)
    {
        if (!ExpressionParts.HasWord(side))
        {
            return;
        }

        var word = ExpressionParts.Of(side).First(part => part is WordExpression or TrailingExpression);
        if (ExpressionParts.HasWord(other) || !ExpressionParts.HasReading(other))
        {
            throw Error(
                startOf(word),
                $"'{CriterionPrinter.Print(word)}' stands for a value of the metric on the other side; write that metric there, such as p95(latency).");
        }
    }

    private static Dimension Of(CriterionExpression expression, Dimension other, Func<CriterionExpression, int>? startOf) => expression switch
    {
        NumberExpression { Unit: CriterionUnit.Percent } => Dimension.Fraction,
        NumberExpression number => CriterionUnits.IsTime(number.Unit) ? Dimension.Time : Dimension.Number,
        ReadingExpression { Metric: OwnMetrics.ErrorRate or OwnMetrics.SuccessRate } => Dimension.Fraction,
        ReadingExpression { Metric: OwnMetrics.Latency, Function: not ReadingFunction.Count } => Dimension.Time,
        ReadingExpression reading =>
            reading.Function == ReadingFunction.Count || OwnMetrics.Contains(reading.Metric) ? Dimension.Number : Dimension.Unknown,
        IncidentExpression => Dimension.Number,
        WordExpression or TrailingExpression => other,
        NegationExpression negation => Of(negation.Operand, other, startOf),
        ArithmeticExpression arithmetic => OfArithmetic(arithmetic, other, startOf),
        _ => Dimension.Unknown,
    };

    private static Dimension OfArithmetic(ArithmeticExpression arithmetic, Dimension other, Func<CriterionExpression, int>? startOf)
    {
        var left = Of(arithmetic.Left, other, startOf);
        var right = Of(arithmetic.Right, other, startOf);
        switch (arithmetic.Operator)
        {
            case ArithmeticOperator.Add or ArithmeticOperator.Subtract:
                if (left == right)
                {
                    return left;
                }

                if (startOf is null || left == Dimension.Unknown || right == Dimension.Unknown)
                {
                    return Dimension.Unknown;
                }

                throw Error(startOf(arithmetic.Right), Advice(arithmetic.Right, right, left));
            case ArithmeticOperator.Multiply:
                return left == Dimension.Number ? right == Dimension.Fraction && ExpressionParts.IsConstant(arithmetic.Right) ? Dimension.Unknown : right
                    : right == Dimension.Number ? left == Dimension.Fraction && ExpressionParts.IsConstant(arithmetic.Left) ? Dimension.Unknown : left
                    : left == Dimension.Fraction ? right
                    : right == Dimension.Fraction ? left
                    : Dimension.Unknown;
            default:
                return right == Dimension.Number && left != Dimension.Number ? left : Dimension.Unknown;
        }
    }

    private static bool IsZero(CriterionExpression expression) => ExpressionParts.IsConstant(expression) && ExpressionParts.Constant(expression) == 0;

    private static string Advice(CriterionExpression wrong, Dimension kind, Dimension against)
    {
        var number = wrong is NumberExpression { Unit: CriterionUnit.None or CriterionUnit.Factor } plain ? plain.Number : (decimal?)null;
        return (against, kind) switch
        {
            (Dimension.Fraction, Dimension.Number) when number is { } n =>
                CriterionMessage.At($"A rate is compared with a percentage: write {n}%")
                + (n is > 0 and <= 1 ? CriterionMessage.At($", or {(n * 100).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture)}% if the fraction {n} is meant.") : "."),
            (Dimension.Time, Dimension.Number) when number is { } n =>
                CriterionMessage.At($"A time is compared with a time: write {n}ms or {n}s."),
            (Dimension.Fraction, _) => "A rate is compared with a percentage such as 0.5%, or with another rate.",
            (Dimension.Time, _) => "A time is compared with a time such as 500ms, or with a factor such as 1.5x target.",
            _ => "A count is compared with a number without a unit.",
        };
    }

    private static CriterionSyntaxException Error(int position, string message) =>
        new(position, CriterionMessage.At($"Position {position}: {message}"));
}
