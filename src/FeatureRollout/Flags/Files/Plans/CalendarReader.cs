using System.Text.Json;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads windows, freezes, milestones and scheduled reports.</summary>
internal static class CalendarReader
{
    private static readonly MemberNames WindowNames = new("a window", "days", "from", "until");
    private static readonly MemberNames FreezeNames = new("a freeze", "from", "until", "reason");
    private static readonly MemberNames MilestoneNames = new("a milestone", "name", "owner", "day");
    private static readonly MemberNames ReportNames = new("a report", "time", "days", "channels");

    /// <summary>Reads a time of the week in which advancing is allowed.</summary>
    public static AdvanceWindow? ReadWindow(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a window: {\"days\": [\"Monday\"], \"from\": \"10:00\", \"until\": \"16:00\"}"))
        {
            return null;
        }

        IReadOnlyList<DayOfWeek> days = [];
        TimeOnly? from = null, until = null;
        var members = new Members(WindowNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "days":
                    days = PlanValues.ReadDays(ref cursor);
                    break;
                case "from":
                    from = PlanValues.ReadTime(ref cursor);
                    break;
                default:
                    until = PlanValues.ReadTime(ref cursor);
                    break;
            }
        }

        members.Require(in cursor, start, "a window", "from", "until");
        return Noted(in cursor, start, from is { } first && until is { } last ? new AdvanceWindow(days, first, last) : null);
    }

    /// <summary>Reads a time in which advancing is not allowed.</summary>
    public static ReadFreeze? ReadFreeze(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a freeze: {\"from\": \"2027-12-20\", \"until\": \"2028-01-03\", \"reason\": \"…\"}"))
        {
            return null;
        }

        DateTimeOffset? from = null, until = null;
        bool isFromDay = false, isUntilDay = false;
        string? reason = null;
        var members = new Members(FreezeNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "from":
                    isFromDay = IsDay(in cursor);
                    from = cursor.ReadMoment();
                    break;
                case "until":
                    isUntilDay = IsDay(in cursor);
                    until = cursor.ReadMoment();
                    break;
                default:
                    reason = cursor.ReadText();
                    break;
            }
        }

        members.Require(in cursor, start, "a freeze", "from", "until");
        return from is { } first && until is { } last ? new ReadFreeze(new Freeze(first, last, reason), isFromDay, isUntilDay, start) : null;
    }

    /// <summary>Reads what happens beside the stages.</summary>
    public static Milestone? ReadMilestone(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a milestone: {\"name\": \"…\", \"owner\": \"…\", \"day\": -7}"))
        {
            return null;
        }

        string? milestone = null, owner = null;
        int? day = null;
        var members = new Members(MilestoneNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "name":
                    milestone = PlanValues.ReadName(ref cursor, "a name");
                    break;
                case "owner":
                    owner = PlanValues.ReadName(ref cursor, "an owner");
                    break;
                default:
                    day = PlanValues.ReadWhole(ref cursor, -3660, 3660);
                    break;
            }
        }

        members.Require(in cursor, start, "a milestone", "name", "day");
        return Noted(in cursor, start, milestone is not null && day is { } at ? new Milestone(milestone, owner, at) : null);
    }

    /// <summary>Reads a report that is sent by itself.</summary>
    public static ReportSchedule? ReadReport(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a report: {\"time\": \"09:00\", \"days\": [\"Monday\"], \"channels\": [\"email\"]}"))
        {
            return null;
        }

        TimeOnly? time = null;
        IReadOnlyList<DayOfWeek> days = [];
        IReadOnlyList<string> channels = [];
        var members = new Members(ReportNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "time":
                    time = PlanValues.ReadTime(ref cursor);
                    break;
                case "days":
                    days = PlanValues.ReadDays(ref cursor);
                    break;
                default:
                    channels = PlanValues.ReadNames(ref cursor, "channel name");
                    break;
            }
        }

        members.Require(in cursor, start, "a report", "time");
        return time is { } at ? new ReportSchedule(at, days, channels) : null;
    }

    private static bool IsDay(in JsonCursor cursor) => cursor.Token == JsonTokenType.String && JsonMoments.TryParseDay(cursor.Text(), out _);

    private static T? Noted<T>(in JsonCursor cursor, int at, T? item)
        where T : class
    {
        if (item is not null)
        {
            cursor.Reading.Places.TryAdd(item, at);
        }

        return item;
    }
}

/// <summary>A freeze as it was read; its days are days of the plan's time zone, which may stand further down.</summary>
/// <param name="Freeze">The freeze, with days as if they were of UTC.</param>
/// <param name="IsFromDay">Whether it begins with a day.</param>
/// <param name="IsUntilDay">Whether it ends with a day.</param>
/// <param name="At">Where it stands in the file.</param>
internal sealed record ReadFreeze(Freeze Freeze, bool IsFromDay, bool IsUntilDay, int At)
{
    /// <summary>The freeze in a time zone; one that this machine does not know is UTC, and the linter's business.</summary>
    public Freeze In(string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var known) ? known : TimeZoneInfo.Utc;
        return Freeze with
        {
            From = IsFromDay ? MidnightOf(Freeze.From.DateTime, zone) : Freeze.From,
            Until = IsUntilDay ? MidnightOf(Freeze.Until.DateTime, zone) : Freeze.Until,
        };
    }

    /// <summary>The first moment of a day, also where the clocks leave midnight out or show it twice.</summary>
    private static DateTimeOffset MidnightOf(DateTime day, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(day))
        {
            day = day.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(day) ? zone.GetAmbiguousTimeOffsets(day).Max() : zone.GetUtcOffset(day);
        return day.Year > 1 ? new DateTimeOffset(day - offset, TimeSpan.Zero) : new DateTimeOffset(day, TimeSpan.Zero);
    }
}
