namespace FeatureRollout.TypedFlags.Tests.Checking;

[Trait("Requirement", "F-29")]
public sealed class UnknownFlagAnalyzerTests
{
    private static readonly FlagText File = new("/shop/flags.json", """{ "flags": { "sentiment_analysis": {}, "search": {} } }""");

    private const string Code = """
        using FeatureRollout;
        [RequireFeature("serch")]
        class Page
        {
            const string Mine = "sentiment-analysis";
            bool A(IFeatureFlags flags) => flags.IsEnabled("search", "acme") && flags.IsEnabled("sentiment_analysis", "acme");
            bool B(IFeatureFlags flags) => flags.IsEnabled("sentimant_analysis", "acme");
            bool C(FeatureFlags flags) => flags.For("acme").IsEnabled(Mine) || flags.GetFlag("outbound").IsEnabled("acme");
            bool D(IFeatureFlags flags, string flag) => flags.IsEnabled(flag, "unknown") && Other("whatever");
            bool Other(string flag) => true;
        }
        """;

    [Fact]
    public async Task A_constant_that_is_no_flag_of_the_file_is_warned_of() => Assert.Equal(
        [
            "(2,17) FR0004: No flag file has a flag \"serch\"; did you mean \"search\"?",
            "(7,52) FR0004: No flag file has a flag \"sentimant_analysis\"; did you mean \"sentiment_analysis\"?",
            "(8,63) FR0004: No flag file has a flag \"sentiment-analysis\"; did you mean \"sentiment_analysis\"?",
            "(8,86) FR0004: No flag file has a flag \"outbound\"",
        ],
        await Compiled.WarningsAsync(Code, File));

    [Fact]
    public async Task Keys_are_known_by_case() => Assert.Equal(
        ["(2,61) FR0004: No flag file has a flag \"Search\"; did you mean \"search\"?"],
        await Compiled.WarningsAsync("using FeatureRollout;\nclass Page { bool A(IFeatureFlags flags) => flags.IsEnabled(\"Search\", \"acme\"); }", File));

    [Fact]
    public async Task Without_a_readable_flag_file_nothing_is_said()
    {
        Assert.Empty(await Compiled.WarningsAsync(Code));
        Assert.Empty(await Compiled.WarningsAsync(Code, new FlagText("/shop/flags.json", "{")));
    }
}
