using System.Text.RegularExpressions;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>
/// A text that matches a regular expression. Undecided where the text is longer than is looked at, or where
/// the matching ran out of time; only a pattern with look-around, backreferences or atomic groups can, or one that
/// is too large for the linear engine.
/// </summary>
internal sealed class TextMatches(string attribute, Regex pattern) : CompiledCondition
{
    /// <summary>The longest text that is matched, in UTF-16 units.</summary>
    public const int LongestSubject = 10_000;

    public override Truth Evaluate(in EvaluationContext context, ulong idHash)
    {
        var value = context.Get(attribute);
        if (value.Kind != AttributeKind.Text)
        {
            return Truth.False;
        }

        if (value.Text.Length > LongestSubject)
        {
            return Truth.Undecided;
        }

        try
        {
            return pattern.IsMatch(value.Text.AsSpan()).ToTruth();
        }
        catch (RegexMatchTimeoutException)
        {
            return Truth.Undecided;
        }
    }
}
