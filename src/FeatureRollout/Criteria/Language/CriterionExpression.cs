namespace FeatureRollout.Criteria.Language;

/// <summary>One side of a comparison, or a part of it; immutable, equal where the parts are.</summary>
internal abstract record CriterionExpression;

/// <summary>A number with its unit, as written: 0.5 and percent.</summary>
internal sealed record NumberExpression(decimal Number, CriterionUnit Unit) : CriterionExpression
{
    /// <summary>The value: a percentage as a fraction, a time in seconds. Rounded once, so that 2% is exactly 0.02.</summary>
    public double Value => (double)(Unit switch
    {
        CriterionUnit.Percent => Number / 100,
        CriterionUnit.Milliseconds => Number / 1_000,
        CriterionUnit.Minutes => Number * 60,
        CriterionUnit.Hours => Number * 3_600,
        CriterionUnit.Days => Number * 86_400,
        _ => Number,
    });

    /// <summary>The time, where the unit is one and the parser has checked that it is a duration.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Value);
}

/// <summary>What is asked of a metric's values in the window.</summary>
internal enum ReadingFunction
{
    /// <summary>The bare name: the last point, or the library's own count or rate.</summary>
    None,
    Last,
    Average,
    Minimum,
    Maximum,
    Sum,

    /// <summary>The increase of a counter per second.</summary>
    Rate,
    Count,

    /// <summary>The change per hour.</summary>
    Slope,

    /// <summary>Where the straight line through the points leads to.</summary>
    Projected,

    /// <summary><c>p95</c> and its like.</summary>
    Percentile,
}

/// <summary>A reading of a metric: one of the library's own or one of the plan.</summary>
internal sealed record ReadingExpression(ReadingFunction Function, string Metric) : CriterionExpression
{
    /// <summary>Of <see cref="ReadingFunction.Percentile"/>: more than 0, under 100.</summary>
    public decimal Percentile { get; init; }

    /// <summary>Of <see cref="ReadingFunction.Count"/>: which values are counted; null for all.</summary>
    public CountFilter? Where { get; init; }

    /// <summary>Of <see cref="ReadingFunction.Projected"/>: how far ahead; null for as far as the window reaches back.</summary>
    public NumberExpression? Horizon { get; init; }
}

/// <summary>The comparison within <c>count(query_ms &gt; 100)</c>.</summary>
internal sealed record CountFilter(CriterionSign Sign, NumberExpression Limit);

/// <summary>A word that stands for a value of the metric on the other side.</summary>
internal sealed record WordExpression(CriterionWord Word) : CriterionExpression;

/// <summary><c>average(7d)</c>: the average of the metric on the other side over a time that ends now.</summary>
internal sealed record TrailingExpression(NumberExpression Length) : CriterionExpression;

/// <summary>How many incidents of a severity are open, or were reported.</summary>
internal sealed record IncidentExpression(bool Open, string Severity) : CriterionExpression;

/// <summary>A minus sign in front.</summary>
internal sealed record NegationExpression(CriterionExpression Operand) : CriterionExpression;

/// <summary>The four operations.</summary>
internal enum ArithmeticOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>Two expressions with an operation between them.</summary>
internal sealed record ArithmeticExpression(ArithmeticOperator Operator, CriterionExpression Left, CriterionExpression Right)
    : CriterionExpression;
