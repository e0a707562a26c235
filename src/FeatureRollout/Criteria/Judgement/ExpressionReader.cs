using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>Reads one side of a comparison.</summary>
/// <param name="data">The readings.</param>
/// <param name="over">The window as written; null where none is.</param>
/// <param name="arm">Whose outcomes are read.</param>
/// <param name="other">The other side, for words.</param>
/// <param name="otherText">The same as it is printed.</param>
internal sealed class ExpressionReader(ICriterionData data, CriterionWindow? over, CriterionArm arm, CriterionExpression other, string otherText)
{
    /// <summary>What is read of outcomes, and by functions of points, where no window is written.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    /// <summary>How old the last point of a metric may be where no window is written.</summary>
    public static readonly TimeSpan DefaultAge = TimeSpan.FromMinutes(5);

    /// <summary>Reads an expression.</summary>
    public Reading Read(CriterionExpression expression) => expression switch
    {
        NumberExpression number => Reading.Of(number.Value),
        ReadingExpression reading when OwnMetrics.Contains(reading.Metric) => OutcomeReader.Read(reading, data.Outcomes(arm, WindowOf(over, reading))),
        ReadingExpression reading => ReadPoints(reading, WindowOf(over, reading) ?? data.StageAge),
        WordExpression word => ReadWord(word.Word),
        TrailingExpression trailing => new TrailingReader(data, over, arm, trailing.Length.Duration).Read(other),
        IncidentExpression { Open: true } incident => Reading.Of(data.OpenIncidents(incident.Severity)),
        IncidentExpression incident => Reading.Of(data.ReportedIncidents(incident.Severity, over?.Length?.Duration)) with
        {
            Window = over?.Length?.Duration ?? data.StageAge,
        },
        NegationExpression negation => Read(negation.Operand).Times(-1),
        ArithmeticExpression arithmetic => Calculate(arithmetic.Operator, Read(arithmetic.Left), Read(arithmetic.Right)),
        _ => Reading.None("the expression is unknown"),
    };

    /// <summary>The window of a reading; null for the whole stage.</summary>
    public static TimeSpan? WindowOf(CriterionWindow? over, ReadingExpression reading) =>
        over is not null ? over.Length?.Duration
        : IsMoment(reading) ? DefaultAge
        : DefaultWindow;

    /// <summary>Two readings with an operation between them.</summary>
    public static Reading Calculate(ArithmeticOperator operation, in Reading left, in Reading right) =>
        left.Value is not { } one ? left
        : right.Value is not { } two ? right
        : Reading.Both(
            left,
            right,
            ExpressionParts.Calculate(operation, one, two),
            operation == ArithmeticOperator.Divide && two == 0 ? "a division by zero has no result" : "the result is not a finite number");

    private static bool IsMoment(ReadingExpression reading) =>
        reading.Function is ReadingFunction.None or ReadingFunction.Last && !OwnMetrics.Contains(reading.Metric);

    private Reading ReadPoints(ReadingExpression reading, TimeSpan window)
    {
        var points = data.Series(reading.Metric, window);
        if (points is null or [])
        {
            return Reading.None($"{reading.Metric} has no {(points is null ? "readings" : "points")} in the last {Figures.Time(window)}");
        }

        var value = PointStatistics.Read(reading, points, data.Now, window);
        if (!double.IsFinite(value))
        {
            return Reading.None($"{CriterionPrinter.Print(reading)} cannot be told from {Figures.Number(points.Count)} points");
        }

        return Reading.Of(value) with
        {
            Samples = points.Count,
            Age = data.Now > points[^1].At ? data.Now - points[^1].At : TimeSpan.Zero,
            Window = IsMoment(reading) ? null : window,
        };
    }

    private Reading ReadWord(CriterionWord word)
    {
        if (word == CriterionWord.Control && arm == CriterionArm.DrawnOn)
        {
            var control = new ExpressionReader(data, over, CriterionArm.DrawnOff, other, otherText).Read(other);
            return control.Value is null ? Reading.None("the control arm has no value: " + control.Missing) : control;
        }

        return data.Value(word, otherText) is { } value && double.IsFinite(value)
            ? Reading.Of(value)
            : Reading.None($"{CriterionWords.Write(word)} of {otherText} is not known");
    }

    /// <summary>Whether an expression can be read of either arm.</summary>
    public static bool ReadsOnlyOutcomes(CriterionExpression expression) =>
        ExpressionParts.Of(expression).OfType<ReadingExpression>().All(reading => OwnMetrics.Contains(reading.Metric));
}
