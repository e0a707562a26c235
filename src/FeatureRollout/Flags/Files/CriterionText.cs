using System.Diagnostics.CodeAnalysis;

namespace FeatureRollout.Flags.Files;

/// <summary>The one place where the file readers meet the language of criteria.</summary>
internal static class CriterionText
{
    /// <summary>Reads a criterion, or says what is wrong with it.</summary>
    /// <param name="text">The criterion as written.</param>
    /// <param name="criterion">The criterion.</param>
    /// <param name="position">Where it is wrong, in UTF-16 units from the start.</param>
    /// <param name="message">What is wrong.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out Criterion? criterion, out int position, out string message)
    {
        var isRead = Criterion.TryParse(text, out criterion, out var error);
        position = error?.Position ?? 0;
        message = error?.Message ?? "";
        return isRead;
    }
}
