using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts.Machine;

[Trait("Requirement", "X-04")]
public sealed class PlanClockTests
{
    [Theory]
    [InlineData("2026-03-02T09:00Z", 0, "10:00", "2026-03-02T10:00Z")]
    [InlineData("2026-03-02T10:00Z", 0, "10:00", "2026-03-02T10:00Z")]
    [InlineData("2026-03-02T10:01Z", 0, "10:00", "2026-03-03T10:00Z")]
    [InlineData("2026-03-02T14:00Z", 48, "10:00", "2026-03-04T10:00Z")]
    [InlineData("2026-03-02T14:00Z", 20, "10:00", "2026-03-03T10:00Z")]
    [InlineData("2026-03-02T14:00Z", 21, "10:00", "2026-03-04T10:00Z")]
    [InlineData("2026-03-02T14:00Z", 21, null, "2026-03-03T11:00Z")]
    public void Whole_days_are_days_of_the_calendar_and_anything_else_is_passed_first(string since, int hours, string? time, string due) =>
        Assert.Equal(At(due), Due("UTC", since, TimeSpan.FromHours(hours), time));

    [Theory]
    [InlineData("Europe/London", "2026-03-28T12:00Z", "10:00", "2026-03-29T09:00Z")]
    [InlineData("Europe/London", "2026-03-28T12:00Z", "01:30", "2026-03-29T01:00Z")]
    [InlineData("Europe/London", "2026-10-24T12:00Z", "01:30", "2026-10-25T00:30Z")]
    [InlineData("Europe/London", "2026-10-24T12:00Z", "10:00", "2026-10-25T10:00Z")]
    [InlineData("America/New_York", "2026-03-07T12:00Z", "02:15", "2026-03-08T07:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T12:00Z", "02:15", "2026-10-03T15:30Z")]
    [InlineData("No/Where", "2026-03-28T12:00Z", "10:00", "2026-03-29T10:00Z")]
    public void A_time_that_is_left_out_is_the_first_after_the_gap_and_one_that_comes_twice_the_first(string zone, string since, string time, string due) =>
        Assert.Equal(At(due), Due(zone, since, TimeSpan.FromHours(1), time));

    [Fact]
    [Trait("Requirement", "S0-01")]
    public void Steps_by_day_begin_on_their_days_at_their_time_although_the_stage_began_a_little_late()
    {
        var stage = new StageDefinition
        {
            Name = "4.2",
            Steps = [Step(5, 0), Step(7, 2), Step(10, 4)],
        };
        var plan = Pilot.Plan with { Stages = [stage], TimeZone = "Europe/London" };
        var since = At("2026-03-27T10:00:40Z");
        Assert.Equal(since, PlanClock.StepDueAt(plan, stage, 0, since));
        Assert.Equal(At("2026-03-29T09:00Z"), PlanClock.StepDueAt(plan, stage, 1, since));
        Assert.Equal(At("2026-03-31T09:00Z"), PlanClock.StepDueAt(plan, stage, 2, since));

        static StepDefinition Step(decimal percentage, int days) =>
            new() { Percentage = percentage, After = TimeSpan.FromDays(days), Time = new TimeOnly(10, 0) };
    }

    [Theory]
    [InlineData("2026-03-02T08:59Z", "2026-03-02T09:00Z")]
    [InlineData("2026-03-02T09:00Z", "2026-03-02T09:00Z")]
    [InlineData("2026-03-02T16:59Z", "2026-03-02T16:59Z")]
    [InlineData("2026-03-02T17:00Z", "2026-03-05T22:00Z")]
    [InlineData("2026-03-06T01:00Z", "2026-03-06T01:00Z")]
    [InlineData("2026-03-06T02:00Z", "2026-03-09T09:00Z")]
    public void Advancing_is_allowed_within_the_windows_one_over_midnight_included(string now, string opens) =>
        Assert.Equal(At(opens), PlanClock.OpeningFrom(Weekly, At(now)));

    [Fact]
    public void A_freeze_shuts_the_windows_and_the_next_opening_is_in_the_first_window_after_it()
    {
        var frozen = Weekly with { Freezes = [new Freeze(At("2026-03-01T00:00Z"), At("2026-03-05T23:00Z"), "inventory")] };
        Assert.Equal(At("2026-03-05T23:00Z"), PlanClock.OpeningFrom(frozen, At("2026-03-02T10:00Z")));
        Assert.Equal("inventory", PlanClock.FreezeAt(frozen, At("2026-03-02T10:00Z"))!.Reason);
        Assert.Null(PlanClock.FreezeAt(frozen, At("2026-03-05T23:00Z")));
        Assert.Null(PlanClock.OpeningFrom(Weekly with { Freezes = [new Freeze(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null)] }, At("2026-03-02T10:00Z")));
    }

    [Fact]
    public void No_span_is_too_long()
    {
        Assert.Equal(9000, PlanClock.DueAt(Pilot.Plan, Pilot.Start, TimeSpan.MaxValue, new TimeOnly(10, 0)).Year);
        Assert.Equal(9000, PlanClock.Later(DateTimeOffset.MaxValue, TimeSpan.MaxValue).Year);
    }

    /// <summary>Mondays from nine to five, and the night from Thursday to Friday.</summary>
    private static readonly PlanDefinition Weekly = Pilot.Plan with
    {
        AdvanceWindows =
        [
            new AdvanceWindow([DayOfWeek.Monday], new TimeOnly(9, 0), new TimeOnly(17, 0)),
            new AdvanceWindow([DayOfWeek.Thursday], new TimeOnly(22, 0), new TimeOnly(2, 0)),
        ],
    };

    private static DateTimeOffset Due(string zone, string since, TimeSpan after, string? time) =>
        PlanClock.DueAt(Pilot.Plan with { TimeZone = zone }, At(since), after, time is null ? null : TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
