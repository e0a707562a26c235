using System.Diagnostics.CodeAnalysis;

namespace FeatureRollout.Flags.Files;

/// <summary>The one place where the file readers meet the language of conditions.</summary>
internal static class ConditionText
{
    /// <summary>Reads a condition, or says what is wrong with it.</summary>
    /// <param name="text">The condition as written.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="position">Where it is wrong, in UTF-16 units from the start.</param>
    /// <param name="message">What is wrong.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out Condition? condition, out int position, out string message)
    {
        position = 0;
        message = "";
        try
        {
            condition = Condition.Parse(text);
            return true;
        }
        catch (FormatException syntax)
        {
            condition = null;
            message = syntax.Message;
            return false;
        }
    }

    /// <summary>The segments that a condition names.</summary>
    public static IEnumerable<string> Segments(Condition condition) => [];
}
