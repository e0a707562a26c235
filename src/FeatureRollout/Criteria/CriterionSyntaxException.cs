namespace FeatureRollout;

/// <summary>A text is no criterion. The message names the place, what was found there and, where one is near, the right word.</summary>
public sealed class CriterionSyntaxException : FormatException
{
    internal CriterionSyntaxException(int position, string message)
        : base(message) => Position = position;

    /// <summary>Where the trouble is, in UTF-16 units from the start of the text: 0 up to and including its length.</summary>
    public int Position { get; }
}
