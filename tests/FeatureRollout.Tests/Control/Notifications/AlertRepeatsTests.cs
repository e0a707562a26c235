using FeatureRollout.Control.Notifications;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "S0-06")]
public sealed class AlertRepeatsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_time_people_are_told_and_without_a_repetition_never_again()
    {
        Assert.True(AlertRepeats.IsDue(Alert(null), null, Now));
        Assert.False(AlertRepeats.IsDue(Alert(null), Now, Now.AddYears(1)));
    }

    [Fact]
    public void A_storm_of_looks_tells_no_oftener_than_asked() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<PositiveInt[]>(),
            gaps =>
            {
                var (told, last, now) = (new List<DateTimeOffset>(), (DateTimeOffset?)null, Now);
                foreach (var gap in gaps)
                {
                    now += TimeSpan.FromSeconds(gap.Get);
                    if (AlertRepeats.IsDue(Alert(TimeSpan.FromSeconds(30)), last, now))
                    {
                        told.Add(now);
                        last = now;
                    }
                }

                var apart = told.Zip(told.Skip(1)).All(pair => pair.Second - pair.First >= TimeSpan.FromSeconds(30));
                return apart && (gaps.Length == 0 || (told.Count > 0 && now - told[^1] < TimeSpan.FromSeconds(30)));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_clock_that_was_far_ahead_does_not_silence_an_alert()
    {
        Assert.True(AlertRepeats.IsDue(Alert(TimeSpan.FromHours(1)), Now.AddDays(300), Now));
        Assert.False(AlertRepeats.IsDue(Alert(TimeSpan.FromHours(1)), Now.AddSeconds(2), Now));
    }

    private static AlertDefinition Alert(TimeSpan? every) =>
        new() { Name = "a", When = Criterion.Parse("error_rate > 1%"), Severity = AlertSeverity.Warning, RepeatEvery = every };
}
