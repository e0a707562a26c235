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

    /// <summary>The key as environment names and HTTP bodies see it: without case, <c>-</c> and <c>_</c> the same.</summary>
    public static string Fold(string key) =>
        string.Create(key.Length, key, static (folded, key) =>
        {
            for (var i = 0; i < folded.Length; i++)
            {
                folded[i] = key[i] == '-' ? '_' : char.ToLowerInvariant(key[i]);
            }
        });
}
