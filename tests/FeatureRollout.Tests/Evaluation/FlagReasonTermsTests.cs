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
    public void Each_reason_has_its_term(FlagReason reason, string term) => Assert.Equal(term, reason.ToTerm());

    [Fact]
    public void Every_reason_there_is_has_a_term_and_a_foreign_one_is_an_error()
    {
        Assert.Equal(13, Enum.GetValues<FlagReason>().Length);
        Assert.Equal("ERROR", ((FlagReason)99).ToTerm());
    }

    [Theory]
    [InlineData(0, "acme", "STATIC")]
    [InlineData(100, "acme", "STATIC")]
    [InlineData(50, "acme", "SPLIT")]
    [InlineData(50, "", "STATIC")]
    public void A_percentage_is_a_split_only_where_a_bucket_decided(int percentage, string customerId, string term)
    {
        using var flags = FeatureFlags.FromJson($$"""{ "flags": { "f": { "percentage": {{percentage}} } } }""");
        Assert.Equal(term, flags.Evaluate("f", customerId).Term());
    }
}
