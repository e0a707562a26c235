using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Tests.Customers.Drawing;

[Trait("Requirement", "S0-03")]
public sealed class RowConditionTests
{
    [Theory]
    [InlineData("volume == 'high'", Truth.True)]
    [InlineData("volume != 'high'", Truth.False)]
    [InlineData("seats >= 40 && seats == '40'", Truth.True)]
    [InlineData("customerId startsWith 'ac'", Truth.True)]
    [InlineData("contract == 'custom'", Truth.Undecided)]
    [InlineData("contract != 'custom'", Truth.Undecided)]
    [InlineData("contract in ['custom']", Truth.Undecided)]
    [InlineData("not (contract not in ['custom'])", Truth.Undecided)]
    [InlineData("contract matches '^c'", Truth.Undecided)]
    [InlineData("contract contains 'c'", Truth.Undecided)]
    [InlineData("volume == 'high' || contract == 'custom'", Truth.True)]
    [InlineData("volume == 'low' || contract == 'custom'", Truth.Undecided)]
    [InlineData("volume == 'low' && contract == 'custom'", Truth.False)]
    [InlineData("volume == 'high' && contract == 'custom'", Truth.Undecided)]
    [InlineData("has(contract)", Truth.False)]
    [InlineData("has(contract) && contract == 'custom'", Truth.False)]
    [InlineData("not has(contract)", Truth.True)]
    [InlineData("true", Truth.True)]
    [InlineData("contract == 'custom' && false", Truth.False)]
    [InlineData("not false || contract == 'custom'", Truth.True)]
    public void What_a_row_does_not_say_is_undecided(string condition, object expected)
    {
        var row = Assert.Single(Lists.All(Lists.Csv("id,volume,seats,contract\nacme,high,40,\n")));

        Assert.Equal((Truth)expected, RowCondition.Parse("--only", condition).Of(row));
    }

    [Fact]
    public void What_is_no_condition_is_shown_with_its_place()
    {
        var refused = Assert.Throws<CliException>(() => RowCondition.Parse("--exclude", "volume = 'high'"));

        Assert.Equal((ExitCodes.Usage, "--exclude: Found '=' at position 7, which is no sign of this language. Did you mean '=='?"), (refused.ExitCode, refused.Message));
        Assert.Equal(["volume = 'high'", "       ^"], refused.Details);
    }

    [Fact]
    public void A_long_condition_is_shown_around_the_place()
    {
        var refused = Assert.Throws<CliException>(() => RowCondition.Parse("--exclude", string.Join(" || ", Enumerable.Repeat("volume == 'high'", 9)) + " | volume\t== 'low' || volume == 'higher than that'"));

        Assert.All(refused.Details, line => Assert.InRange(line.Length, 1, 78));
        Assert.Equal('|', refused.Details[0][refused.Details[1].Length - 1]);
        Assert.Contains("volume\\t==", refused.Details[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_is_the_flag_files()
    {
        var refused = Assert.Throws<CliException>(() => RowCondition.Parse("--only", "volume == 'low' and segment('beta')"));

        Assert.Equal("--only: segments are the flag file's, and a list of customers does not know them; write the segment's own condition.", refused.Message);
        Assert.Equal("                            ^", refused.Details[1]);
    }
}
