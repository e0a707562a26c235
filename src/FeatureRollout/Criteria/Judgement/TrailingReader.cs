using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>
/// Reads <c>average(7d)</c>: what the other side would be on the average of that time. At least half of the time must be
/// covered, else nearly the same would be compared with itself.
/// </summary>
internal sealed class TrailingReader(ICriterionData data, CriterionWindow? over, CriterionArm arm, TimeSpan length)
{
    /// <summary>Reads the other side.</summary>
    public Reading Read(CriterionExpression expression) => expression switch
    {
        NumberExpression number => Reading.Of(number.Value),
        ReadingExpression reading when OwnMetrics.Contains(reading.Metric) => ReadOutcomes(reading),
        ReadingExpression reading => ReadPoints(reading),
        NegationExpression negation => Read(negation.Operand).Times(-1),
        ArithmeticExpression arithmetic => ExpressionReader.Calculate(arithmetic.Operator, Read(arithmetic.Left), Read(arithmetic.Right)),
        _ => Reading.None("incidents have no average"),
    };

    private Reading ReadOutcomes(ReadingExpression reading)
    {
        var sample = data.Outcomes(arm, length);
        if (sample is not null && sample.Covered < length / 2)
        {
            return TooYoung(CriterionPrinter.Print(reading), sample.Covered);
        }

        var whole = OutcomeReader.Read(reading, sample);
        var isCount = reading.Function is ReadingFunction.Count
            || (reading is { Function: ReadingFunction.None, Metric: OwnMetrics.Requests or OwnMetrics.Errors });
        return isCount && sample is not null ? whole.Times(Share(reading, sample.Covered)) : whole;
    }

    private Reading ReadPoints(ReadingExpression reading)
    {
        var points = data.Series(reading.Metric, length);
        if (points is null or [])
        {
            return Reading.None($"{reading.Metric} has no readings in the last {Figures.Time(length)}");
        }

        var covered = data.Now - points[0].At;
        if (covered < length / 2)
        {
            return TooYoung(reading.Metric, covered);
        }

        var value = reading.Function switch
        {
            ReadingFunction.Rate or ReadingFunction.Slope or ReadingFunction.Percentile => PointStatistics.Read(reading, points, data.Now, length),
            ReadingFunction.Sum or ReadingFunction.Count =>
                PointStatistics.Read(reading, points, data.Now, length) * Share(reading, covered < length ? covered : length),
            _ => points.Average(point => point.Value),
        };
        return Reading.Of(value) with { Samples = points.Count, Window = length };
    }

    /// <summary>How much of the covered time the window on the other side is.</summary>
    private double Share(ReadingExpression reading, TimeSpan covered) => (ExpressionReader.WindowOf(over, reading) ?? data.StageAge) / covered;

    private Reading TooYoung(string metric, TimeSpan covered) =>
        Reading.None($"{metric} reaches back {Figures.Time(covered)} of {Figures.Time(length)}");
}
