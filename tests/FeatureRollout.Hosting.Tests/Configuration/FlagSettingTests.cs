using System.Globalization;
using FeatureRollout.Configuration;

namespace FeatureRollout.Hosting.Tests.Configuration;

[Trait("Requirement", "S2-02")]
public sealed class FlagSettingTests
{
    [Theory]
    [InlineData("true", true, null)]
    [InlineData("TRUE", true, null)]
    [InlineData(" True ", true, null)]
    [InlineData("false", false, null)]
    [InlineData("False", false, null)]
    [InlineData("0", false, null)]
    [InlineData("0.0", false, null)]
    [InlineData("0.000000", false, null)]
    [InlineData("0%", false, null)]
    [InlineData("0.000%", false, null)]
    [InlineData("1", true, 100_000)]
    [InlineData("1.0", true, 100_000)]
    [InlineData("100%", true, 100_000)]
    [InlineData("100.000 %", true, 100_000)]
    [InlineData("0.01", null, 1_000)]
    [InlineData("0.1", null, 10_000)]
    [InlineData("0.25", null, 25_000)]
    [InlineData("0.5000000", null, 50_000)]
    [InlineData("0.00001", null, 1)]
    [InlineData("0.99999", null, 99_999)]
    [InlineData("00.5", null, 50_000)]
    [InlineData("10%", null, 10_000)]
    [InlineData("10 %", null, 10_000)]
    [InlineData("12.5%", null, 12_500)]
    [InlineData("0.001%", null, 1)]
    [InlineData("1%", null, 1_000)]
    public void A_value_that_is_allowed_is_read(string text, bool? enabled, int? thousandths)
    {
        Assert.True(FlagSetting.TryParse(text, out var setting));
        Assert.Equal(enabled, setting.Enabled);
        Assert.Equal(thousandths, setting.Percentage?.Thousandths);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("5")]
    [InlineData("1.01")]
    [InlineData("1.00001")]
    [InlineData("100")]
    [InlineData("101%")]
    [InlineData("100.001%")]
    [InlineData("-1%")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("-0.1")]
    [InlineData("0.0000001")]
    [InlineData("0.123456")]
    [InlineData("12.3456%")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("1e1")]
    [InlineData("1e-1")]
    [InlineData("1E0%")]
    [InlineData("0,1")]
    [InlineData("1,0")]
    [InlineData("0x1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData(".")]
    [InlineData("0.1.1")]
    [InlineData("%")]
    [InlineData("10%%")]
    [InlineData("%10")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("yes")]
    [InlineData("٠.١")]
    [InlineData("0.5 0.5")]
    [InlineData("99999999999999999999999999999999999999999")]
    [InlineData("0.99999999999999999999999999999999999999999")]
    public void Any_other_value_is_refused(string? text)
    {
        Assert.False(FlagSetting.TryParse(text, out var setting));
        Assert.Equal(default, setting);
    }

    [Theory]
    [InlineData("5", null, 5_000)]
    [InlineData("1", null, 1_000)]
    [InlineData("0.5", null, 500)]
    [InlineData("5%", null, 5_000)]
    [InlineData("99.999", null, 99_999)]
    [InlineData("100", true, 100_000)]
    [InlineData("0", false, null)]
    [InlineData("0%", false, null)]
    public void Where_the_name_asks_for_a_percentage_a_number_is_percent(string text, bool? enabled, int? thousandths)
    {
        Assert.True(FlagSetting.TryParsePercentage(text, out var setting));
        Assert.Equal(enabled, setting.Enabled);
        Assert.Equal(thousandths, setting.Percentage?.Thousandths);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("100.5")]
    [InlineData("-5")]
    [InlineData("1e1")]
    [InlineData("NaN")]
    [InlineData("5.0001")]
    [InlineData("")]
    [InlineData(null)]
    public void Where_the_name_asks_for_a_percentage_anything_else_is_refused(string? text) =>
        Assert.False(FlagSetting.TryParsePercentage(text, out _));

    [Fact]
    public void The_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.True(FlagSetting.TryParse("0.25", out var setting));
            Assert.Equal(25_000, setting.Percentage?.Thousandths);
            Assert.False(FlagSetting.TryParse("0,25", out _));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_percentage_comes_back_from_its_own_text()
    {
        for (var thousandths = 1; thousandths < 100_000; thousandths += 7)
        {
            var percentage = Percentage.FromThousandths(thousandths);
            Assert.True(FlagSetting.TryParse(percentage.ToString(), out var fromText));
            Assert.Equal(percentage, fromText.Percentage);
            Assert.True(FlagSetting.TryParse((thousandths / 100_000m).ToString(CultureInfo.InvariantCulture), out var fromFraction));
            Assert.Equal(percentage, fromFraction.Percentage);
        }
    }
}
