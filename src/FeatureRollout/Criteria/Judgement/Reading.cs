namespace FeatureRollout.Criteria.Judgement;

/// <summary>A value with what it stands on, or why there is none.</summary>
internal readonly record struct Reading
{
    /// <summary>The value, always finite; null where there is none.</summary>
    public double? Value { get; private init; }

    /// <summary>Why there is no value, as a sentence without its full stop.</summary>
    public string? Missing { get; private init; }

    /// <summary>How many requests or points the value stands on.</summary>
    public long? Samples { get; init; }

    /// <summary>The fewest outcomes beneath any rate or latency in it; null where it has none.</summary>
    public long? Outcomes { get; init; }

    /// <summary>The fewest outcomes beneath any count in it; null where it has none.</summary>
    public long? Counted { get; init; }

    /// <summary>How many outcomes its percentiles need to be more than the largest value.</summary>
    public long Needed { get; init; }

    /// <summary>The age of the oldest of its parts.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The longest time that was read; null for a moment.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>A value; what is not finite is none.</summary>
    public static Reading Of(double? value, string otherwise = "the value is not a finite number") =>
        value is { } number && double.IsFinite(number) ? new Reading { Value = number } : None(otherwise);

    /// <summary>No value.</summary>
    public static Reading None(string why) => new() { Missing = why };

    /// <summary>The value multiplied; what is missing stays so.</summary>
    public Reading Times(double factor) =>
        Value is not { } value ? this
        : double.IsFinite(value * factor) ? this with { Value = value * factor }
        : None("the result is not a finite number");

    /// <summary>What a value made of both stands on.</summary>
    public static Reading Both(in Reading left, in Reading right, double value, string otherwise) => !double.IsFinite(value) ? None(otherwise) : new Reading
    {
        Value = value,
        Samples = Least(left.Samples, right.Samples),
        Outcomes = Least(left.Outcomes, right.Outcomes),
        Counted = Least(left.Counted, right.Counted),
        Needed = Math.Max(left.Needed, right.Needed),
        Age = Longest(left.Age, right.Age),
        Window = Longest(left.Window, right.Window),
    };

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) => one is null || one < other ? other : one;
}
