using System.Globalization;
using System.Text;

namespace FeatureRollout;

/// <summary>A flag file was refused as a whole. It carries everything that was found wrong, not only the first.</summary>
public sealed class FlagFileException : FormatException
{
    private const int ErrorsInMessage = 5;

    /// <summary>Makes the exception for one error.</summary>
    public FlagFileException()
        : this("A flag file was refused.")
    {
    }

    /// <summary>Makes the exception from a message, with no list of errors.</summary>
    public FlagFileException(string message)
        : base(message) => Errors = [];

    /// <summary>Makes the exception from a message and its cause, with no list of errors.</summary>
    public FlagFileException(string message, Exception innerException)
        : base(message, innerException) => Errors = [];

    internal FlagFileException(string file, IReadOnlyList<FlagFileError> errors, int total)
        : base(Describe(file, errors, total))
    {
        Errors = errors;
        TotalErrors = total;
    }

    /// <summary>The errors in the order of the file; the first 200 where there are more.</summary>
    public IReadOnlyList<FlagFileError> Errors { get; }

    /// <summary>How many errors there are, those left out of <see cref="Errors"/> included.</summary>
    public int TotalErrors { get; }

    private static string Describe(string file, IReadOnlyList<FlagFileError> errors, int total)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{file} was refused: {total} {(total == 1 ? "error" : "errors")}");
        foreach (var error in errors.Take(ErrorsInMessage))
        {
            text.Append('\n').Append(error);
        }

        if (total > ErrorsInMessage)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nand {total - ErrorsInMessage} more");
        }

        return text.ToString();
    }
}
