using System.Globalization;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>Numbers as an operator reads them, the same in every culture.</summary>
internal static class Figures
{
    /// <summary>A value of its kind: <c>0.42 %</c>, <c>480 ms</c>, <c>1,200</c>.</summary>
    public static string Of(double value, Dimension kind) => kind switch
    {
        Dimension.Fraction => Number(value * 100) + " %",
        Dimension.Time when Math.Abs(value) < 1 => Number(value * 1_000) + " ms",
        Dimension.Time when Math.Abs(value) < 1e9 => value >= 120 ? Time(TimeSpan.FromSeconds(value)) : Number(value) + " s",
        _ => Number(value),
    };

    /// <summary>A number with at most four digits behind the point; a small one with three digits that count.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        return value.ToString(size is > 0 and < 0.01 or >= 1e15 ? "G3" : size < 100 ? "0.####" : "#,0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>How far back something was read, such as <c>31.9 min</c>: nobody needs it to the millisecond.</summary>
    public static string Window(TimeSpan time)
    {
        var unit = time.TotalDays >= 3 ? TimeSpan.FromDays(1) : time.TotalHours >= 1 ? TimeSpan.FromHours(1) : time.TotalMinutes >= 1 ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);
        return Time(unit * Math.Round(time / unit, 1));
    }

    /// <summary>A time in its largest unit.</summary>
    public static string Time(TimeSpan time) =>
        time.TotalDays >= 3 ? Number(time.TotalDays) + " d"
        : time.TotalHours >= 1 ? Number(time.TotalHours) + " h"
        : time.TotalMinutes >= 1 ? Number(time.TotalMinutes) + " min"
        : Number(time.TotalSeconds) + " s";
}
