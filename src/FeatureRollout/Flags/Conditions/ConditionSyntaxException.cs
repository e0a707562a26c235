namespace FeatureRollout;

/// <summary>A text is no condition. The message names the place, what was found there and, where one is near, the right word.</summary>
public sealed class ConditionSyntaxException : FormatException
{
    internal ConditionSyntaxException(int position, string message)
        : base(message) => Position = position;

    /// <summary>Where the trouble is, in UTF-16 units from the start of the text: 0 up to and including its length.</summary>
    public int Position { get; }
}
