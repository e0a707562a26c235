using System.Text;

namespace FeatureRollout;

/// <summary>How an answer came about.</summary>
public sealed record FlagExplanation
{
    /// <summary>The answer that is explained.</summary>
    public required FlagEvaluation Evaluation { get; init; }

    /// <summary>Every step in the order it was taken; the last one decided.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }

    /// <summary>One line for the answer, then one for each step; the one that decided is marked.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .Append(Evaluation.Flag).Append(Evaluation.Enabled ? " is on (" : " is off (").Append(Evaluation.Reason).Append(')');
        if (Evaluation.Variant is { } variant)
        {
            text.Append(", variant ").Append(variant);
        }

        foreach (var step in Steps)
        {
            text.Append('\n').Append(step.Decided ? "→ " : "  ").Append(step.Name).Append(": ").Append(step.Detail);
            if (step.Layer is not null)
            {
                text.Append(" [").Append(step.Layer).Append(']');
            }
        }

        return text.ToString();
    }
}

/// <summary>One step on the way to an answer.</summary>
/// <param name="Name">What was looked at, such as <c>kill switch</c> or <c>percentage</c>.</param>
/// <param name="Decided">Whether this step gave the answer.</param>
/// <param name="Detail">What was found, with the numbers.</param>
/// <param name="Layer">The provider that gave the value; null where none did.</param>
public sealed record ExplanationStep(string Name, bool Decided, string Detail, string? Layer);
