using System.Globalization;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Parsing;

/// <summary>Percentages as people type them: <c>25</c>, <c>12.5%</c>.</summary>
internal static class PercentageText
{
    /// <summary>What one is, for those whose text is none.</summary>
    public const string Expected = "a percentage from 0 to 100 with at most three decimals, such as 25 or 0.5";

    public static bool TryRead(string text, out Percentage percentage)
    {
        percentage = default;
        return decimal.TryParse(text.EndsWith('%') ? text[..^1].TrimEnd() : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && Percentage.TryFromPercent(percent, out percentage);
    }

    /// <exception cref="CliException">It is none.</exception>
    public static Percentage Read(string text, string what) => TryRead(text, out var percentage)
        ? percentage
        : throw CliException.Usage($"{what} is a number from 0 to 100 with at most three decimals, not \"{Plain.Text(text)}\".");
}
