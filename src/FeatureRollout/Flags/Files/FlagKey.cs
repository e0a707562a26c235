namespace FeatureRollout.Flags.Files;

/// <summary>The rule for the keys of flags and the names of segments and variants.</summary>
internal static class FlagKey
{
    /// <summary>The most characters of a key.</summary>
    public const int MaximumLength = 128;

    /// <summary>The rule in words.</summary>
    public const string Rule = "1 to 128 letters (a-z, A-Z), digits, '.', '_' or '-'";

    /// <summary>Whether the text may be a key.</summary>
    public static bool IsValid(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > MaximumLength)
        {
            return false;
        }

        foreach (var unit in key)
        {
            if (!char.IsAsciiLetterOrDigit(unit) && unit is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// What is left of a key, or of a name that may be meant for one, without case, <c>-</c> and <c>_</c>: those get lost
    /// in environment names and HTTP bodies. Two flags never share it.
    /// </summary>
    public static string Fold(string key)
    {
        Span<char> folded = key.Length <= MaximumLength ? stackalloc char[MaximumLength] : new char[key.Length];
        var length = 0;
        foreach (var unit in key)
        {
            if (unit is not ('-' or '_'))
            {
                folded[length++] = char.ToLowerInvariant(unit);
            }
        }

        return new string(folded[..length]);
    }
}
