using System.Globalization;

namespace FeatureRollout.Cli.Terminal;

/// <summary>How numbers and times are written for people, the same everywhere.</summary>
internal static class Figures
{
    /// <summary>What stands where nothing is known.</summary>
    public const string Nothing = "–";

    /// <summary>A share of customers, such as <c>25%</c>.</summary>
    public static string Percent(decimal percentage) => string.Create(CultureInfo.InvariantCulture, $"{percentage:0.###}%");

    /// <summary>A fraction as percent, such as <c>0.42%</c>.</summary>
    public static string Rate(double? fraction) => fraction is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%") : Nothing;

    public static string Milliseconds(double? milliseconds) => milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms") : Nothing;

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, to the minute.</summary>
    public static string Moment(DateTimeOffset? at) => at is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>How long ago, such as <c>3d</c>, <c>5h</c>, <c>12m</c>, <c>8s</c>: the largest whole unit.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)}s"),
    };
}
