using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

[Trait("Requirement", "F-04")]
public class SemanticVersionTests
{
    /// <summary>Lowest first: the orders that the specification gives in its section 11, and what lies between.</summary>
    private static readonly string[] Ascending =
    [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "1.0.0--", "1.0.0-A", "1.0.0-a", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "1.11.0", "2.0.0", "2.1.0", "2.1.1-1", "2.1.1-2",
        "2.1.1-10", "2.1.1-99999999999999999999999", "2.1.1-1a", "2.1.1", "10.0.0", "18446744073709551616.0.0", "99999999999999999999.0.0",
    ];

    private static SemanticVersion Read(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version), text);
        return version;
    }

    [Fact]
    public void Versions_have_the_precedence_of_the_specification()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
            {
                var order = SemanticVersion.Compare(Read(Ascending[i]), Read(Ascending[j]));
                Assert.True(Math.Sign(order) == Math.Sign(i.CompareTo(j)), $"{Ascending[i]} and {Ascending[j]}: {order}");
            }
        }
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0+20130313144700")]
    [InlineData("1.0.0-beta+exp.sha.5114f85", "1.0.0-beta+001")]
    [InlineData("1.0.0+21AF26D3---117B344092BD", "1.0.0+a.b-c")]
    public void Build_metadata_counts_for_nothing(string left, string right) =>
        Assert.Equal(0, SemanticVersion.Compare(Read(left), Read(right)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.")]
    [InlineData("1.2.3.4")]
    [InlineData(".1.2")]
    [InlineData("1..2")]
    [InlineData("v1.2.3")]
    [InlineData("01.2.3")]
    [InlineData("1.02.3")]
    [InlineData("1.2.03")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-a.")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-ä")]
    [InlineData("1.2.3-a_b")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3+a+b")]
    [InlineData("1.2.3-+a")]
    [InlineData("-1.2.3")]
    [InlineData("1.2.3 ")]
    [InlineData("1.2.٣")]
    public void What_the_specification_does_not_allow_is_no_version(string text) =>
        Assert.False(SemanticVersion.TryParse(text, out _));
}
