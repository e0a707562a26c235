using FeatureRollout.TypedFlags.Checking;

namespace FeatureRollout.TypedFlags.Tests.Checking;

[Trait("Requirement", "F-29")]
public sealed class NearestTests
{
    [Theory]
    [InlineData("search", "serch", "serch")]
    [InlineData("search", "outbound", null)]
    [InlineData("abcdef", "abcxyz", "abcxyz")]
    [InlineData("abcdef", "abwxyz", null)]
    [InlineData("abc", "axy", "axy")]
    [InlineData("abc", "xyz", null)]
    [InlineData("SEARCH-V2", "search-v2", "search-v2")]
    public void Only_names_with_a_third_and_one_letters_changed_at_most_are_near_and_case_is_none(string name, string known, string? nearest) =>
        Assert.Equal(nearest, Nearest.To(name, [known]));

    [Fact]
    public void Of_names_as_near_the_first_in_the_alphabet_is_meant_whatever_their_order()
    {
        Assert.Equal("bearch", Nearest.To("search", ["zearch", "bearch", "outbound"]));
        Assert.Equal("bearch", Nearest.To("search", ["bearch", "zearch"]));
        Assert.Equal("searc", Nearest.To("search", ["aearcc", "searc"]));
    }
}
