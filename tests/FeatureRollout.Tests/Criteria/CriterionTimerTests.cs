using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria;

public sealed class CriterionTimerTests
{
    private static readonly CriterionVerdict[] Undecided = [CriterionVerdict.Undecided];

    [Fact]
    [Trait("Requirement", "S0-10")]
    [Trait("Requirement", "S2-10")]
    [Trait("Requirement", "S3-10")]
    public void A_criterion_passes_when_it_has_held_for_its_time_and_not_before()
    {
        var criterion = new Judged("error_rate < 0.1% for 48h", CriterionUse.Advance);
        var almost = criterion.LookFor(TimeSpan.FromMinutes((48 * 60) - 1), readings => readings.With(5000, 1));

        Assert.Equal(CriterionVerdict.Undecided, almost.Verdict);
        Assert.Equal("error_rate 0.02 % of 5,000 requests over 1 h; limit 0.1 %. Held for 47.9833 h of 48 h.", almost.Explanation);
        Assert.Equal(CriterionVerdict.Pass, At(criterion, 48 * 60, readings => readings.With(5000, 1)).Verdict);
    }

    [Fact]
    [Trait("Requirement", "S0-10")]
    public void One_look_at_which_it_does_not_hold_starts_the_time_anew()
    {
        var criterion = new Judged("cpu < 70% for 10m", CriterionUse.Advance);
        criterion.LookFor(TimeSpan.FromMinutes(9), readings => readings.With("cpu", 0.5));
        Assert.Equal(CriterionVerdict.Fail, At(criterion, 10, readings => readings.With("cpu", 0.8)).Verdict);

        Assert.Equal(Undecided, Looks(criterion, 11, 20, readings => readings.With("cpu", 0.5)).Distinct());
        Assert.Equal(CriterionVerdict.Pass, At(criterion, 21, readings => readings.With("cpu", 0.5)).Verdict);
    }

    [Theory]
    [InlineData(nameof(CriterionUse.Advance))]
    [InlineData(nameof(CriterionUse.Watch))]
    public void No_data_and_a_gap_start_an_advances_time_anew(string name)
    {
        var use = Enum.Parse<CriterionUse>(name);
        var missed = new Judged("cpu < 70% for 10m", use);
        missed.LookFor(TimeSpan.FromMinutes(9), readings => readings.With("cpu", 0.5));
        Assert.Equal(CriterionVerdict.NoData, At(missed, 10, readings => readings).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, At(missed, 11, readings => readings.With("cpu", 0.5)).Verdict);
        Assert.Equal(SomeReadings.Start.AddMinutes(11), missed.Progress.Since);

        var gap = new Judged("cpu < 70% for 10m", use);
        gap.LookFor(TimeSpan.FromMinutes(5), readings => readings.With("cpu", 0.5));
        Assert.Equal(CriterionVerdict.Undecided, At(gap, 8, readings => readings.With("cpu", 0.5)).Verdict);
        Assert.Equal(SomeReadings.Start, gap.Progress.Since);
        Assert.Equal(CriterionVerdict.Undecided, At(gap, 12, readings => readings.With("cpu", 0.5)).Verdict);
        Assert.Equal(SomeReadings.Start.AddMinutes(12), gap.Progress.Since);
    }

    [Fact]
    [Trait("Requirement", "S2-05")]
    public void No_data_and_a_gap_freeze_a_triggers_time()
    {
        var trigger = new Judged("db_cpu > 85% for 10m", CriterionUse.Rollback);
        trigger.LookFor(TimeSpan.FromMinutes(5), readings => readings.With("db_cpu", 0.9));
        Assert.Equal(CriterionVerdict.NoData, At(trigger, 6, readings => readings).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, At(trigger, 66, readings => readings.With("db_cpu", 0.9)).Verdict);
        Assert.Equal(SomeReadings.Start, trigger.Progress.Since);
        Assert.Equal(TimeSpan.FromMinutes(61), trigger.Progress.Frozen);

        Assert.Equal(Undecided, Looks(trigger, 67, 70, readings => readings.With("db_cpu", 0.9)).Distinct());
        Assert.Equal(CriterionVerdict.Pass, At(trigger, 71, readings => readings.With("db_cpu", 0.9)).Verdict);
        Assert.Equal(CriterionVerdict.Fail, At(trigger, 72, readings => readings.With("db_cpu", 0.5)).Verdict);
        Assert.Equal((null, TimeSpan.Zero), (trigger.Progress.Since, trigger.Progress.Frozen));
    }

    [Fact]
    public void Time_with_too_few_samples_does_not_count_and_does_not_begin_anew()
    {
        var criterion = new Judged("error_rate < 1% for 10m", CriterionUse.Advance);
        criterion.LookFor(TimeSpan.FromMinutes(5), readings => readings.With(1000, 0));
        Assert.Equal(Undecided, Looks(criterion, 6, 30, readings => readings.With(50, 0)).Distinct());
        Assert.Equal(Undecided, Looks(criterion, 31, 34, readings => readings.With(1000, 0)).Distinct());
        Assert.Equal(CriterionVerdict.Pass, At(criterion, 35, readings => readings.With(1000, 0)).Verdict);
    }

    [Fact]
    public void The_time_is_of_the_criterion_and_all_that_follows_while()
    {
        var criterion = new Judged("cpu < 70% for 10m while open(P1) == 0", CriterionUse.Advance);
        criterion.LookFor(TimeSpan.FromMinutes(9), readings => readings.With("cpu", 0.5));
        Assert.Equal(CriterionVerdict.Fail, At(criterion, 10, readings => readings.With("cpu", 0.5).WithIncidents("P1", 1, 1)).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, At(criterion, 11, readings => readings.With("cpu", 0.5)).Verdict);
    }

    [Fact]
    public void A_clock_that_goes_back_makes_nothing_pass()
    {
        var criterion = new Judged("cpu < 70% for 10m", CriterionUse.Advance);
        criterion.LookFor(TimeSpan.FromMinutes(9), readings => readings.With("cpu", 0.5));
        Assert.Equal(CriterionVerdict.Undecided, At(criterion, -600, readings => readings.With("cpu", 0.5)).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, At(criterion, -599, readings => readings.With("cpu", 0.5)).Verdict);
    }

    private static CriterionResult At(Judged criterion, int minute, Func<SomeReadings, SomeReadings> readings) =>
        criterion.Look(readings(new SomeReadings { Now = SomeReadings.Start.AddMinutes(minute) }));

    private static List<CriterionVerdict> Looks(Judged criterion, int from, int to, Func<SomeReadings, SomeReadings> readings) =>
        [.. Enumerable.Range(from, to - from + 1).Select(minute => At(criterion, minute, readings).Verdict)];
}
