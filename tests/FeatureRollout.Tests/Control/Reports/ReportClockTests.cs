using FeatureRollout.Control.Reports;

namespace FeatureRollout.Tests.Control.Reports;

[Trait("Requirement", "X-03")]
public sealed class ReportClockTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly ReportSchedule DailyAtNine = new(new TimeOnly(9, 0), [], []);

    [Theory]
    [InlineData("2026-01-05T08:59:59Z", "2026-01-05T09:00:00Z")]
    [InlineData("2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z")]
    [InlineData("2026-03-28T09:00:00Z", "2026-03-29T08:00:00Z")]
    [InlineData("2026-10-24T08:00:00Z", "2026-10-25T09:00:00Z")]
    public void Nine_in_the_morning_is_nine_there_in_summer_and_in_winter(string after, string next)
    {
        Assert.Equal(At(next), ReportClock.Next(DailyAtNine, London, At(after)));
    }

    [Fact]
    public void A_time_that_the_day_skips_is_the_first_moment_behind_the_gap()
    {
        var schedule = new ReportSchedule(new TimeOnly(1, 30), [], []);

        Assert.Equal(At("2026-03-29T01:00:00Z"), ReportClock.Next(schedule, London, At("2026-03-28T12:00:00Z")));
        Assert.Equal(At("2026-03-30T00:30:00Z"), ReportClock.Next(schedule, London, At("2026-03-29T01:00:00Z")));
    }

    [Fact]
    public void A_time_that_the_day_has_twice_comes_once()
    {
        var schedule = new ReportSchedule(new TimeOnly(1, 30), [], []);

        Assert.Equal(At("2026-10-25T00:30:00Z"), ReportClock.Next(schedule, London, At("2026-10-24T12:00:00Z")));
        Assert.Equal(At("2026-10-26T01:30:00Z"), ReportClock.Next(schedule, London, At("2026-10-25T00:30:00Z")));
        Assert.Null(ReportClock.Due(schedule, London, At("2026-10-25T00:30:00Z"), At("2026-10-25T01:45:00Z")));
    }

    [Fact]
    public void A_weekly_schedule_comes_on_its_days()
    {
        var schedule = new ReportSchedule(new TimeOnly(9, 0), [DayOfWeek.Monday, DayOfWeek.Friday], []);

        Assert.Equal(At("2026-01-09T09:00:00Z"), ReportClock.Next(schedule, London, At("2026-01-05T09:00:00Z")));
        Assert.Equal(At("2026-01-12T09:00:00Z"), ReportClock.Next(schedule, London, At("2026-01-09T09:00:00Z")));
    }

    [Fact]
    public void Runs_that_were_missed_fold_into_one()
    {
        var last = At("2026-01-05T09:00:00Z");
        var now = At("2026-01-09T12:00:00Z");

        var due = ReportClock.Due(DailyAtNine, London, last, now);

        Assert.Equal(At("2026-01-09T09:00:00Z"), due);
        Assert.Null(ReportClock.Due(DailyAtNine, London, due!.Value, now));
        Assert.Null(ReportClock.Due(DailyAtNine, London, due.Value, At("2026-01-10T08:59:59Z")));
        Assert.Equal(At("2026-01-10T09:00:00Z"), ReportClock.Due(DailyAtNine, London, due.Value, At("2026-01-10T09:00:00Z")));
    }

    [Theory]
    [InlineData("Europe/London")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("UTC")]
    public void Every_local_day_of_years_has_exactly_one_report_for_every_time_of_day(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        foreach (var time in (TimeOnly[])[new(0, 0), new(1, 30), new(2, 15, 30), new(9, 0), new(23, 59, 59)])
        {
            var schedule = new ReportSchedule(time, [], []);
            var moment = At("2025-12-31T00:00:00Z");
            for (var i = 0; i < 800; i++)
            {
                var next = ReportClock.Next(schedule, zone, moment);
                Assert.InRange(Day(next, zone) - Day(moment, zone), i == 0 ? 0 : 1, 1);
                Assert.Equal(next, ReportClock.Due(schedule, zone, moment, next));
                Assert.Null(ReportClock.Due(schedule, zone, moment, next.AddTicks(-1)));
                moment = next;
            }
        }
    }

    private static int Day(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime).DayNumber;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
