using System.Globalization;
using System.Text;

namespace FeatureRollout.Criteria.Language;

/// <summary>Writes a criterion in one form, which reads back as the same.</summary>
internal static class CriterionPrinter
{
    /// <summary>A whole criterion.</summary>
    public static string Print(CriterionNode node)
    {
        var text = new StringBuilder();
        for (var part = node; part is not null; part = part.While)
        {
            text.Append(text.Length == 0 ? "" : " while ").Append(Print(part.Question));
            if (part.Over is { } over)
            {
                text.Append(" over ").Append(over.Length is { } length ? Print(length) : CriterionWords.Stage);
            }

            if (part.For is { } lasting)
            {
                text.Append(" for ").Append(Print(lasting));
            }
        }

        return text.ToString();
    }

    /// <summary>What is asked.</summary>
    public static string Print(CriterionQuestion question) => question is ComparisonQuestion comparison
        ? $"{Print(comparison.Left)} {CriterionSigns.Write(comparison.Sign)} {Print(comparison.Right)}"
        : "all(targets)";

    /// <summary>One side, or a part of it.</summary>
    public static string Print(CriterionExpression expression) => expression switch
    {
        NumberExpression number => Write(number.Number) + CriterionUnits.Write(number.Unit),
        ReadingExpression reading => Print(reading),
        WordExpression word => CriterionWords.Write(word.Word),
        TrailingExpression trailing => $"{CriterionWords.Trailing}({Print(trailing.Length)})",
        IncidentExpression incident => $"{(incident.Open ? CriterionWords.Open : CriterionWords.Reported)}({incident.Severity})",
        NegationExpression negation => "-" + Within(negation.Operand, 3),
        ArithmeticExpression arithmetic => Print(arithmetic),
        _ => throw new ArgumentException("Unknown expression.", nameof(expression)),
    };

    private static string Print(ReadingExpression reading) => reading.Function switch
    {
        ReadingFunction.None => reading.Metric,
        ReadingFunction.Percentile => $"p{Write(reading.Percentile)}({reading.Metric})",
        ReadingFunction.Count when reading.Where is { } where =>
            $"count({reading.Metric} {CriterionSigns.Write(where.Sign)} {Print(where.Limit)})",
        ReadingFunction.Projected when reading.Horizon is { } horizon => $"projected({reading.Metric}, {Print(horizon)})",
        _ => $"{CriterionWords.Write(reading.Function)}({reading.Metric})",
    };

    private static string Print(ArithmeticExpression arithmetic)
    {
        var sign = arithmetic.Operator switch
        {
            ArithmeticOperator.Add => "+",
            ArithmeticOperator.Subtract => "-",
            ArithmeticOperator.Multiply => "*",
            _ => "/",
        };
        var binding = Binding(arithmetic);
        return $"{Within(arithmetic.Left, binding)} {sign} {Within(arithmetic.Right, binding + 1)}";
    }

    private static string Within(CriterionExpression expression, int binding) =>
        Binding(expression) < binding ? $"({Print(expression)})" : Print(expression);

    private static int Binding(CriterionExpression expression) => expression switch
    {
        ArithmeticExpression { Operator: ArithmeticOperator.Add or ArithmeticOperator.Subtract } => 1,
        ArithmeticExpression => 2,
        _ => 3,
    };

    private static string Write(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
