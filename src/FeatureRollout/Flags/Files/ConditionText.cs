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
        var isRead = Condition.TryParse(text, out condition, out var error);
        position = error?.Position ?? 0;
        message = error?.Message ?? "";
        return isRead;
    }

    /// <summary>The segments that a condition names.</summary>
    public static IEnumerable<string> Segments(Condition condition) => condition.Segments.Select(segment => segment.Name);
}
