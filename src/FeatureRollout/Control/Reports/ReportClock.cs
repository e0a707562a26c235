namespace FeatureRollout.Control.Reports;

/// <summary>
/// When scheduled reports are due. A local time that a day skips counts as the first moment behind the gap, and one that it
/// has twice as the earlier: a report comes once a day whatever the clocks do. Pure.
/// </summary>
internal static class ReportClock
{
    private const int LongestSearchInDays = 16;

    /// <summary>The next moment after this one.</summary>
    public static DateTimeOffset Next(ReportSchedule schedule, TimeZoneInfo zone, DateTimeOffset after)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        for (var i = 0; i < LongestSearchInDays; i++, day = day.AddDays(1))
        {
            if (IsOn(schedule, day) && MomentOf(day, schedule.Time, zone) is var moment && moment > after)
            {
                return moment;
            }
        }

        throw new InvalidOperationException("A schedule comes once in a week at least.");
    }

    /// <summary>
    /// The moment that a report is due for now; null where none is. Of several that were missed it is the last: they fold
    /// into one report.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="zone">The plan's time zone.</param>
    /// <param name="last">Up to when reports have been sent, or since when the schedule stands.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Due(ReportSchedule schedule, TimeZoneInfo zone, DateTimeOffset last, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1);
        for (var i = 0; i < LongestSearchInDays; i++, day = day.AddDays(-1))
        {
            if (IsOn(schedule, day) && MomentOf(day, schedule.Time, zone) is var moment && moment <= now)
            {
                return moment > last ? moment : null;
            }
        }

        return null;
    }

    private static bool IsOn(ReportSchedule schedule, DateOnly day) => schedule.Days.Count == 0 || schedule.Days.Contains(day.DayOfWeek);

    private static DateTimeOffset MomentOf(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            // The gap ends at the first full minute that there is.
            local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
            do
            {
                local = local.AddMinutes(1);
            }
            while (zone.IsInvalidTime(local));
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
