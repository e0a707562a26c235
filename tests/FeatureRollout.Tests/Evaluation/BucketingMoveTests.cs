using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-09")]
public sealed class BucketingMoveTests
{
    [Theory]
    [InlineData(null, "v1", 50, 20, 0.3)]
    [InlineData(null, "v1", 20, 50, 0.3)]
    [InlineData("unleash", "unleash", 50, 20, 0.3)]
    [InlineData(null, "unleash", 50, 50, 0.5)]
    [InlineData("unleash", "v1", 10, 10, 0.18)]
    [InlineData("unleash", "v1", 10, 40, 0.42)]
    [InlineData("unleash", "v1", 40, 10, 0.42)]
    [InlineData(null, "unleash", 100, 100, 0)]
    [InlineData(null, "unleash", 0, 0, 0)]
    public void The_expected_share_is_who_is_drawn_once_of_two_times(string? from, string to, int before, int after, double share) =>
        Assert.Equal(share, BucketingMove.ExpectedShare(new FlagDefinition { Key = "flag", Bucketing = from }, to, before, after), 12);

    [Fact]
    public void The_flag_and_the_rules_that_name_a_bucketing_move_and_nothing_else()
    {
        var rule = new FlagRule(Condition.Parse("true"), 50m) { Salt = "own" };
        var flag = new FlagDefinition { Key = "flag", Salt = "7", Bucketing = "split", Percentage = 10m, Rules = [rule, rule with { Bucketing = "unleash", Salt = "8" }] };

        var moved = BucketingMove.Of(flag with { Rules = [rule with { Salt = "9" }, flag.Rules![1]] }, "flagd");

        Assert.Equal((flag.Salt, flag.Percentage, "flagd"), (moved.Salt, moved.Percentage, moved.Bucketing));
        Assert.Equal([rule with { Salt = "9" }, flag.Rules[1] with { Bucketing = "flagd" }], moved.Rules!);
    }

    [Theory]
    [InlineData("v9")]
    [InlineData("split")]
    public void What_cannot_draw_by_the_flags_salts_is_refused(string bucketing) =>
        Assert.Throws<ArgumentException>(nameof(bucketing), () => BucketingMove.Of(new FlagDefinition { Key = "flag", Salt = "x" }, bucketing));
}
