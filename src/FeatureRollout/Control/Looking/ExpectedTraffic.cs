namespace FeatureRollout.Control.Looking;

/// <summary>Tells whether a stage sees as many requests as its plan expects.</summary>
internal static class ExpectedTraffic
{
    /// <summary>Shorter times are too much the time of day.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);

    /// <summary>A warning; null where the traffic is as expected, or nothing can be said yet.</summary>
    /// <param name="volume">Requests a day.</param>
    /// <param name="count">Outcomes with the flag on.</param>
    /// <param name="covered">In how much time.</param>
    public static string? Warn(ExpectedVolume? volume, long count, TimeSpan covered)
    {
        if (volume is null || covered < Least)
        {
            return null;
        }

        var daily = count / covered.TotalDays;
        return daily < volume.From || daily > volume.To
            ? FormattableString.Invariant($"{daily:N0} requests a day, and the plan expects {volume.From:N0} to {volume.To:N0}.")
            : null;
    }
}
