namespace FeatureRollout;

/// <summary>How an answer came about.</summary>
public sealed record FlagExplanation
{
    /// <summary>The answer that is explained.</summary>
    public required FlagEvaluation Evaluation { get; init; }

    /// <summary>Every step in the order it was taken; the last one decided.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }
}

/// <summary>One step on the way to an answer.</summary>
/// <param name="Name">What was looked at, such as <c>kill switch</c> or <c>percentage</c>.</param>
/// <param name="Decided">Whether this step gave the answer.</param>
/// <param name="Detail">What was found, with the numbers.</param>
/// <param name="Layer">The provider that gave the value; null where none did.</param>
public sealed record ExplanationStep(string Name, bool Decided, string Detail, string? Layer);
