using System.Globalization;

namespace FeatureRollout.Flags.Plans;

/// <summary>Lengths of time as text, such as <c>48h</c> or <c>1d 12h</c>: whole numbers with a unit each, the largest first.</summary>
internal static class DurationText
{
    /// <summary>What is expected, for an error.</summary>
    public const string Expected = "a time such as \"48h\", \"7d\" or \"1d 12h\" (units w, d, h, m, s)";

    private const string Units = "wdhms";

    /// <summary>The longest: ten years.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly long[] Seconds = [604_800, 86_400, 3600, 60, 1];

    /// <summary>Reads a length of time from nothing to ten years.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var least = -1;
        var rest = text.Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            var unit = digits is > 0 and < 7 ? Units.IndexOf(rest[digits], StringComparison.Ordinal) : -1;
            if (unit <= least)
            {
                return false;
            }

            least = unit;
            duration += TimeSpan.FromSeconds(long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * Seconds[unit]);
            rest = rest[(digits + 1)..].TrimStart();
        }

        return duration <= Longest;
    }

    /// <summary>Writes a length of time in whole seconds.</summary>
    public static string Write(TimeSpan duration)
    {
        var left = (long)duration.TotalSeconds;
        var parts = new List<string>();
        for (var unit = 1; unit < Seconds.Length; unit++)
        {
            if (left >= Seconds[unit])
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{left / Seconds[unit]}{Units[unit]}"));
                left %= Seconds[unit];
            }
        }

        return parts.Count == 0 ? "0s" : string.Join(' ', parts);
    }
}
