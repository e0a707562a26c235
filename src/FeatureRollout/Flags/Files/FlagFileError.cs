namespace FeatureRollout;

/// <summary>One thing that is wrong in a file.</summary>
/// <param name="File">The file's name, as the reader was given it.</param>
/// <param name="Line">The line, counted from 1; 0 where the error is no single file's, but between the layers.</param>
/// <param name="Column">The place in the line in UTF-16 units, counted from 1, as editors count it; 0 where the line is.</param>
/// <param name="Path">The place in the document, such as <c>$.flags.sentiment_analysis.percentage</c>.</param>
/// <param name="Message">What was found, what was expected, and the nearest valid name where there is one.</param>
public sealed record FlagFileError(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>The error on one line, such as <c>flags.json:12:7 $.flags.search.percentage: …</c>.</summary>
    public override string ToString() => Line == 0
        ? $"{File}: {Path}: {Message}"
        : FormattableString.Invariant($"{File}:{Line}:{Column} {Path}: {Message}");
}
