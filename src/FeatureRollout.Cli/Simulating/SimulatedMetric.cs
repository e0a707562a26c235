using System.Globalization;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Simulating;

/// <summary>
/// What a metric of the plan gives: <c>cpu=40%</c> always, <c>cpu=40%,90%@50%</c> another value from a percentage of customers on,
/// <c>nps=50,20@5d</c> another one from a time after the start. Of several that apply the last counts.
/// </summary>
/// <param name="Name">The metric.</param>
/// <param name="Values">Its values, each from a time and from a percentage on.</param>
internal sealed record SimulatedMetric(string Name, IReadOnlyList<(double Value, TimeSpan From, Percentage FromPercentage)> Values)
{
    /// <exception cref="FormatException">Something is wrong in the text.</exception>
    public static SimulatedMetric Read(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new FormatException($"\"{Plain.Text(text)}\" is no metric with a value, such as cpu=40% or nps=50,20@5d.");
        }

        return new SimulatedMetric(text[..equals], [.. text[(equals + 1)..].Split(',').Select(ReadValue)]);
    }

    /// <summary>The value at a moment; null before the first.</summary>
    public double? At(SimulatedMoment moment)
    {
        double? last = null;
        foreach (var (value, from, percentage) in Values)
        {
            last = moment.Elapsed >= from && moment.Percentage >= percentage ? value : last;
        }

        return last;
    }

    private static (double Value, TimeSpan From, Percentage FromPercentage) ReadValue(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var value = Number(at < 0 ? text : text[..at], text);
        if (at < 0)
        {
            return (value, TimeSpan.Zero, Percentage.Zero);
        }

        var when = text[(at + 1)..];
        if (when.EndsWith('%') && Quantities.TryReadShare(when, out var share))
        {
            return (value, TimeSpan.Zero, Percentage.FromPercent((decimal)share * 100));
        }

        return Quantities.TryReadDuration(when, out var from)
            ? (value, from, Percentage.Zero)
            : throw new FormatException($"\"{Plain.Text(text)}\" has behind the @ neither a time such as 5d nor a percentage such as 50%.");
    }

    private static double Number(string number, string text)
    {
        var isPercent = number.EndsWith('%');
        return double.TryParse(isPercent ? number[..^1] : number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? isPercent ? value / 100 : value
            : throw new FormatException($"\"{Plain.Text(text)}\" is no value such as 40 or 85%.");
    }
}
