using FeatureRollout.Configuration;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Hosting.Tests.Configuration;

[Trait("Requirement", "S1-01")]
[Trait("Requirement", "S2-02")]
public sealed class FlagNamesTests
{
    private static readonly FlagNames Names = new(["outbound-calls", "sentiment_analysis", "analytics", "MLModel", "search_enabled", "search"]);

    [Theory]
    [InlineData("SENTIMENT_ANALYSIS", "sentiment_analysis", true, false)]
    [InlineData("SentimentAnalysis", "sentiment_analysis", true, false)]
    [InlineData("sentiment-analysis", "sentiment_analysis", true, false)]
    [InlineData("OUTBOUND_CALLS", "outbound-calls", true, false)]
    [InlineData("OUTBOUND_CALLS_PERCENTAGE", "outbound-calls", true, true)]
    [InlineData("outbound-calls-percentage", "outbound-calls", true, true)]
    [InlineData("ML_MODEL", "MLModel", true, false)]
    [InlineData("ANALYTICS_ENABLED", "analytics", true, false)]
    [InlineData("ANALYTICS_ENABLED_PERCENTAGE", "analytics", true, true)]
    [InlineData("SEARCH_ENABLED", "search_enabled", true, false)]
    [InlineData("SEARCH", "search", true, false)]
    [InlineData("OTHER_ENABLED", "other_enabled", false, false)]
    [InlineData("OTHER_PERCENTAGE", "other", false, true)]
    [InlineData("NEW_THING", "new_thing", false, false)]
    [InlineData("PERCENTAGE", "percentage", false, false)]
    [InlineData("ENABLED", "enabled", false, false)]
    public void A_name_is_matched_to_a_flag(string name, string key, bool known, bool percentage)
    {
        var resolved = Names.Resolve(name);
        Assert.Equal(key, resolved.Key);
        Assert.Equal(known, resolved.IsKnown);
        Assert.Equal(percentage, FlagNames.IsPercentage(name));
        Assert.Contains(resolved.Folded, FlagNames.Possible(name), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("FEATURE--NEW__Thing-", "featurenewthing")]
    [InlineData("a.b_c-9", "a.bc9")]
    [InlineData("-_", "")]
    public void Names_are_folded_as_the_keys_of_a_file_are(string name, string folded) =>
        Assert.Equal((folded, folded), (Names.Resolve(name).Folded, FlagKey.Fold(name)));
}
