using System.Text.RegularExpressions;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>
/// A text that matches a regular expression. Undecided where the text is longer than is looked at, or where
/// the matching ran out of time; only patterns with look-around, backreferences or atomic groups can.
/// </summary>
internal sealed class TextMatches : CompiledCondition
{
    /// <summary>The longest text that is matched, in UTF-16 units.</summary>
    public const int LongestSubject = 10_000;

    private readonly string _attribute;
    private readonly Regex _pattern;

    public TextMatches(string attribute, string pattern, TimeSpan limit)
    {
        _attribute = attribute;
        _pattern = Build(pattern, limit);
    }

    public override Truth Evaluate(in EvaluationContext context, ulong idHash)
    {
        var value = context.Get(_attribute);
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
            return _pattern.IsMatch(value.Text.AsSpan()).ToTruth();
        }
        catch (RegexMatchTimeoutException)
        {
            return Truth.Undecided;
        }
    }

    /// <summary>Linear time wherever the pattern allows it.</summary>
    private static Regex Build(string pattern, TimeSpan limit)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, limit);
        }
    }
}
