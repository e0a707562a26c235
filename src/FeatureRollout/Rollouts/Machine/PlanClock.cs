using System.Globalization;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>
/// The plan's calendar in its time zone. A local time that a change of the clocks leaves out means the first moment after
/// the gap, one that comes twice its first occurrence. A zone that this machine does not know counts as UTC. Pure.
/// </summary>
internal static class PlanClock
{
    private const int LongestSearch = 1_000;

    /// <summary>No plan is about a later day, and no calculation with one overflows.</summary>
    private static readonly DateTimeOffset EndOfTime = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When something begins that comes so long after a moment, at a local time of day.</summary>
    /// <param name="plan">Gives the time zone.</param>
    /// <param name="since">From when is counted.</param>
    /// <param name="after">
    /// How long. Whole days with a time are days of the calendar: two days after Monday 14:00, at 10:00, is Wednesday 10:00.
    /// Anything else is passed first, and then the time is waited for.
    /// </param>
    /// <param name="time">The local time; null for at once.</param>
    public static DateTimeOffset DueAt(PlanDefinition plan, DateTimeOffset since, TimeSpan after, TimeOnly? time)
    {
        var earliest = Later(since, after);
        if (time is not { } clock || earliest >= EndOfTime)
        {
            return earliest;
        }

        var zone = ZoneOf(plan);
        var days = after.Ticks % TimeSpan.TicksPerDay == 0 ? (int)after.TotalDays : (int?)null;
        var notBefore = days is null ? earliest : since;
        var date = DateIn(zone, notBefore).AddDays(days ?? 0);
        var due = Resolve(zone, date, clock);
        return due >= notBefore ? due : Resolve(zone, date.AddDays(1), clock);
    }

    /// <summary>When a step of a stage begins: never before the one before it.</summary>
    public static DateTimeOffset StepDueAt(PlanDefinition plan, StageDefinition stage, int step, DateTimeOffset stageSince)
    {
        var due = stageSince;
        for (var i = 1; i <= step; i++)
        {
            var own = DueAt(plan, stageSince, stage.Steps[i].After, stage.Steps[i].Time);
            due = own > due ? own : due;
        }

        return due;
    }

    /// <summary>The first moment from <paramref name="now"/> on at which advancing is allowed; null where none is in sight.</summary>
    public static DateTimeOffset? OpeningFrom(PlanDefinition plan, DateTimeOffset now)
    {
        var zone = ZoneOf(plan);
        var at = now;
        for (var i = 0; i < LongestSearch && at < EndOfTime; i++)
        {
            if (FreezeAt(plan, at) is { } freeze)
            {
                at = freeze.Until;
            }
            else if (IsInWindow(plan, zone, at))
            {
                return at;
            }
            else if (NextWindow(plan, zone, at) is { } next)
            {
                at = next;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The freeze that holds at a moment; null for none.</summary>
    public static Freeze? FreezeAt(PlanDefinition plan, DateTimeOffset at) =>
        plan.Freezes.FirstOrDefault(freeze => freeze.From <= at && at < freeze.Until);

    /// <summary>A moment later, and never too late to calculate with.</summary>
    public static DateTimeOffset Later(DateTimeOffset at, TimeSpan by) =>
        at >= EndOfTime || by >= EndOfTime - at ? EndOfTime : at + by;

    /// <summary>A moment for people, in the plan's time zone.</summary>
    public static string Say(PlanDefinition plan, DateTimeOffset at)
    {
        var zone = ZoneOf(plan);
        return TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + $" ({zone.Id})";
    }

    private static bool IsInWindow(PlanDefinition plan, TimeZoneInfo zone, DateTimeOffset at) =>
        plan.AdvanceWindows.Count == 0
        || WindowsAround(plan, zone, at, days: 0).Any(window => window.From <= at && at < window.Until);

    private static DateTimeOffset? NextWindow(PlanDefinition plan, TimeZoneInfo zone, DateTimeOffset at) =>
        WindowsAround(plan, zone, at, days: 15)
            .Where(window => window.From > at && window.Until > window.From)
            .Select(window => (DateTimeOffset?)window.From)
            .Min();

    /// <summary>The windows that begin from the day before a moment to so many days after it.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> WindowsAround(PlanDefinition plan, TimeZoneInfo zone, DateTimeOffset at, int days)
    {
        var today = DateIn(zone, at);
        for (var date = today.AddDays(-1); date <= today.AddDays(days); date = date.AddDays(1))
        {
            foreach (var window in plan.AdvanceWindows.Where(window => window.Days.Count == 0 || window.Days.Contains(date.DayOfWeek)))
            {
                yield return (Resolve(zone, date, window.From), Resolve(zone, window.Until > window.From ? date : date.AddDays(1), window.Until));
            }
        }
    }

    private static DateOnly DateIn(TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static DateTimeOffset Resolve(TimeZoneInfo zone, DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            local = date.ToDateTime(new TimeOnly(time.Hour, time.Minute));
            while (zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static TimeZoneInfo ZoneOf(PlanDefinition plan) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(plan.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}
