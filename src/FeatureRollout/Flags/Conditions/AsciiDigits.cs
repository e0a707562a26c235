namespace FeatureRollout.Flags.Conditions;

/// <summary>Runs of ASCII digits.</summary>
internal static class AsciiDigits
{
    /// <summary>
    /// How many digits a text begins with. A plain loop: the runs are short, and the runtime's generic search over a
    /// range boxes its bounds until it has been optimized.
    /// </summary>
    public static int CountAtStart(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
