using System.Globalization;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers;

/// <summary>Percentages as people type them: <c>25</c>, <c>12.5%</c>.</summary>
internal static class PercentageText
{
    /// <exception cref="CliException">It is none.</exception>
    public static Percentage Read(string text, string what) =>
        decimal.TryParse(text.TrimEnd().TrimEnd('%').TrimEnd(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var percent)
        && Percentage.TryFromPercent(percent, out var percentage)
            ? percentage
            : throw CliException.Usage($"{what} is a number from 0 to 100 with at most three decimals, not \"{Plain.Text(text)}\".");
}
