namespace FeatureRollout.Criteria.Language;

/// <summary>What an expression is made of.</summary>
internal static class ExpressionParts
{
    /// <summary>The expression and all that is in it, from left to right.</summary>
    public static IEnumerable<CriterionExpression> Of(CriterionExpression expression)
    {
        var open = new Stack<CriterionExpression>([expression]);
        while (open.TryPop(out var part))
        {
            yield return part;
            switch (part)
            {
                case NegationExpression negation:
                    open.Push(negation.Operand);
                    break;
                case ArithmeticExpression arithmetic:
                    open.Push(arithmetic.Right);
                    open.Push(arithmetic.Left);
                    break;
            }
        }
    }

    /// <summary>Whether it is the same at every look.</summary>
    public static bool IsConstant(CriterionExpression expression) =>
        Of(expression).All(part => part is NumberExpression or NegationExpression or ArithmeticExpression);

    /// <summary>Whether it takes its meaning from the other side.</summary>
    public static bool HasWord(CriterionExpression expression) =>
        Of(expression).Any(part => part is WordExpression or TrailingExpression);

    /// <summary>Whether it reads a metric.</summary>
    public static bool HasReading(CriterionExpression expression) => Of(expression).Any(part => part is ReadingExpression);

    /// <summary>The value of a constant; null where it divides by zero or overflows.</summary>
    public static double? Constant(CriterionExpression expression)
    {
        double? value = expression switch
        {
            NumberExpression number => number.Value,
            NegationExpression negation => -Constant(negation.Operand),
            ArithmeticExpression arithmetic when Constant(arithmetic.Left) is { } left && Constant(arithmetic.Right) is { } right =>
                Calculate(arithmetic.Operator, left, right),
            _ => null,
        };
        return value is { } number2 && double.IsFinite(number2) ? value : null;
    }

    /// <summary>One operation; a division by zero gives what is not finite.</summary>
    public static double Calculate(ArithmeticOperator operation, double left, double right) => operation switch
    {
        ArithmeticOperator.Add => left + right,
        ArithmeticOperator.Subtract => left - right,
        ArithmeticOperator.Multiply => left * right,
        _ => right == 0 ? double.NaN : left / right,
    };
}
