using System.Globalization;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

[Trait("Requirement", "F-04")]
public class LiteralFormTests
{
    [Theory]
    [InlineData("2026-01-01", "2026-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("2026-01-01T10:30", "2026-01-01T10:30:00.0000000Z")]
    [InlineData("2026-01-01T10:30Z", "2026-01-01T10:30:00.0000000Z")]
    [InlineData("2026-01-01T10:30:15", "2026-01-01T10:30:15.0000000Z")]
    [InlineData("2026-01-01T10:30:15.5Z", "2026-01-01T10:30:15.5000000Z")]
    [InlineData("2026-01-01T10:30:15.123456789Z", "2026-01-01T10:30:15.1234567Z")]
    [InlineData("2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00.0000000Z")]
    [InlineData("2026-01-01T23:30:00-05:45", "2026-01-02T05:15:00.0000000Z")]
    [InlineData("2026-01-01T00:00:00+14:00", "2025-12-31T10:00:00.0000000Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void A_moment_is_read_as_a_moment_of_utc(string text, string expected)
    {
        Assert.True(IsoMoment.TryRead(text, out var utcTicks));
        Assert.Equal(expected, new DateTime(utcTicks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-1-1")]
    [InlineData("20260101")]
    [InlineData("2026-00-01")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2026-01-01T")]
    [InlineData("2026-01-01 10:00")]
    [InlineData("2026-01-01t10:00z")]
    [InlineData("2026-01-01T24:00")]
    [InlineData("2026-01-01T10:60")]
    [InlineData("2026-01-01T10:00:60")]
    [InlineData("2026-01-01T10:00:")]
    [InlineData("2026-01-01T10:00:00.")]
    [InlineData("2026-01-01T10:00:00.1234567890")]
    [InlineData("2026-01-01T10:00:00+0200")]
    [InlineData("2026-01-01T10:00:00+14:01")]
    [InlineData("2026-01-01T10:00:00+02:60")]
    [InlineData("2026-01-01T10:00:00Zx")]
    [InlineData("2026-01-01Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("٢٠٢٦-01-01")]
    public void What_has_another_form_is_no_moment(string text) => Assert.False(IsoMoment.TryRead(text, out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", -0.0)]
    [InlineData("007", 7)]
    [InlineData("-2.50", -2.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1.5E-3", 0.0015)]
    [InlineData("2E+2", 200)]
    public void A_plain_number_is_read(string text, double expected)
    {
        Assert.True(PlainNumber.TryRead(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("1e999")]
    [InlineData("٣")]
    public void What_has_another_form_is_no_number(string text) => Assert.False(PlainNumber.TryRead(text, out _));

    [Fact]
    public void The_culture_changes_nothing()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
            Assert.True(PlainNumber.TryRead("-2.5", out var value));
            Assert.Equal(-2.5, value);
            Assert.Equal(new ComparisonNode("a", ComparisonOperator.Equal, new NumberLiteral(-2.5)), Condition.Parse("a == -2.5").Root);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
