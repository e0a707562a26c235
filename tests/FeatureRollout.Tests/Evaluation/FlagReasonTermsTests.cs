using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-02")]
public sealed class FlagReasonTermsTests
{
    [Theory]
    [InlineData(FlagReason.UnknownFlag, "ERROR")]
    [InlineData(FlagReason.Killed, "DISABLED")]
    [InlineData(FlagReason.OutsideSchedule, "DISABLED")]
    [InlineData(FlagReason.NotReady, "ERROR")]
    [InlineData(FlagReason.RolloutInactive, "DISABLED")]
    [InlineData(FlagReason.Excluded, "TARGETING_MATCH")]
    [InlineData(FlagReason.PrerequisiteOff, "DEFAULT")]
    [InlineData(FlagReason.Override, "TARGETING_MATCH")]
    [InlineData(FlagReason.Included, "TARGETING_MATCH")]
    [InlineData(FlagReason.Undecided, "DEFAULT")]
    [InlineData(FlagReason.NotEligible, "DEFAULT")]
    [InlineData(FlagReason.Rule, "TARGETING_MATCH")]
    [InlineData(FlagReason.Percentage, "SPLIT")]
    public void Each_reason_has_its_term(FlagReason reason, string term)
    {
        Assert.Equal(term, reason.ToTerm());
        Assert.Equal(term, new FlagEvaluation("f", null, Verdict.On(reason), bucket: 1, variant: null, version: 1).Term());
    }

    [Fact]
    public void Every_reason_there_is_has_a_term_and_a_foreign_one_is_an_error()
    {
        Assert.Equal(13, Enum.GetValues<FlagReason>().Length);
        Assert.Equal("ERROR", ((FlagReason)99).ToTerm());
    }

    [Fact]
    public void A_percentage_that_needed_no_bucket_is_static()
    {
        var evaluation = new FlagEvaluation("f", null, Verdict.On(FlagReason.Percentage), bucket: null, variant: null, version: 1);
        Assert.Equal("STATIC", evaluation.Term());
    }

    [Theory]
    [InlineData(0, "STATIC")]
    [InlineData(50, "SPLIT")]
    [InlineData(100, "STATIC")]
    public void Only_a_partial_percentage_is_a_split_whatever_else_the_flag_has(int percentage, string term)
    {
        var flag = Served.Flag("flag", percentage);
        using var client = Served.Client(flag, flag with { Key = "with-lists", Include = Audience.Of("acme") });
        Assert.Equal(term, client.Evaluate("flag", "stranger").Term());
        Assert.Equal(term, client.Evaluate("with-lists", "stranger").Term());
        Assert.NotNull(client.Evaluate("flag", "stranger").Bucket);
    }
}
