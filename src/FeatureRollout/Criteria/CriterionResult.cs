namespace FeatureRollout;

/// <summary>A criterion as it was judged at one look, with what it was judged by.</summary>
public sealed record CriterionResult
{
    /// <summary>The criterion as its plan has it.</summary>
    public required string Criterion { get; init; }

    /// <summary>The verdict.</summary>
    public required CriterionVerdict Verdict { get; init; }

    /// <summary>The left side's value: a rate as a fraction, a time in seconds, else the number as it came; null without data.</summary>
    public double? Value { get; init; }

    /// <summary>The right side's value in the same unit; null without data.</summary>
    public double? Limit { get; init; }

    /// <summary>How many requests or points the value stands on; null where that is not known.</summary>
    public long? Samples { get; init; }

    /// <summary>The window that was read; null where the criterion reads a moment.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How old the newest thing in the value is; null where that is not known.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Since when the criterion has held without a break; null where it does not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>One sentence for an operator: value, limit, samples, and what is missing.</summary>
    public required string Explanation { get; init; }

    /// <summary>Criterion, verdict and explanation on one line.</summary>
    public override string ToString() => $"{Criterion}: {Verdict}. {Explanation}";
}
