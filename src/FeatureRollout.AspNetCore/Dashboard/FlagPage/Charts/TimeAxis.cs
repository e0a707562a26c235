using System.Globalization;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>The level axis: time in UTC, with ticks at round moments.</summary>
/// <param name="From">Its left end.</param>
/// <param name="To">Its right end, later than the left one.</param>
internal sealed record TimeAxis(DateTimeOffset From, DateTimeOffset To)
{
    private const int MostTicks = 6;

    /// <summary>Labels with seconds are wider.</summary>
    private const int MostTicksWithSeconds = 4;

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
        TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(28),
    ];

    private TimeSpan Length => To - From;

    private TimeSpan Step => Steps.FirstOrDefault(step => Length / step <= (step < TimeSpan.FromMinutes(1) ? MostTicksWithSeconds : MostTicks), Steps[^1]);

    /// <summary>The round moments, from left to right.</summary>
    public IEnumerable<DateTimeOffset> Ticks()
    {
        var step = Step.Ticks;
        for (var at = (From.UtcTicks + step - 1) / step * step; at <= To.UtcTicks; at += step)
        {
            yield return new DateTimeOffset(at, TimeSpan.Zero);
        }
    }

    /// <summary>How far to the right a moment stands: 0 at the left end, 1 at the right one.</summary>
    public double Place(DateTimeOffset at) => Math.Clamp((at - From) / Length, 0, 1);

    /// <summary>Whether a moment lies on the axis.</summary>
    public bool Holds(DateTimeOffset at) => at >= From && at <= To;

    /// <summary>A tick as text.</summary>
    public string Label(DateTimeOffset at) => at.UtcDateTime.ToString(
        Step >= TimeSpan.FromDays(1) || (at.UtcDateTime.TimeOfDay == TimeSpan.Zero && Length >= TimeSpan.FromDays(1)) ? "MMM d"
        : Step < TimeSpan.FromMinutes(1) ? "HH:mm:ss"
        : "HH:mm", CultureInfo.InvariantCulture);
}
