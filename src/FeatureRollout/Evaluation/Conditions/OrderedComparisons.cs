using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>A number, or a text that is a plain number, against a number; one that is not a number compares false.</summary>
internal sealed class NumberComparison(string attribute, ComparisonOperator comparison, double number) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value)
    {
        double actual;
        switch (value.Kind)
        {
            case AttributeKind.Number:
                actual = value.Number;
                break;
            case AttributeKind.Text when PlainNumber.TryRead(value.Text, out actual):
                break;
            default:
                return false;
        }

        return !double.IsNaN(actual) && Order.Meets(actual.CompareTo(number), comparison);
    }
}

/// <summary>A time, or a text in ISO 8601, against a moment.</summary>
internal sealed class TimeComparison(string attribute, ComparisonOperator comparison, long utcTicks) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value)
    {
        long actual;
        switch (value.Kind)
        {
            case AttributeKind.Time:
                actual = value.UtcTicks;
                break;
            case AttributeKind.Text when IsoMoment.TryRead(value.Text, out actual):
                break;
            default:
                return false;
        }

        return Order.Meets(actual.CompareTo(utcTicks), comparison);
    }
}

/// <summary>A text that is a semantic version against another, by precedence.</summary>
internal sealed class VersionComparison(string attribute, ComparisonOperator comparison, SemanticVersion version) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Text
        && SemanticVersion.TryParse(value.Text, out var actual)
        && Order.Meets(SemanticVersion.Compare(actual, version), comparison);
}

/// <summary>What an order says about a comparison.</summary>
internal static class Order
{
    /// <param name="order">Below, at or above 0, as a comparer answers.</param>
    /// <param name="comparison">The operator between the two.</param>
    public static bool Meets(int order, ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        _ => order >= 0,
    };
}
