using FeatureRollout.Dashboard;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-22")]
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain text, <b>", "plain text, <b>")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u001B[31m", "\\u001B[31m")]
    [InlineData("\u202Egnp.exe", "\\u202Egnp.exe")]
    [InlineData("a\u00A0b", "a\\u00A0b")]
    [InlineData("\U000E0041", "\\u{E0041}")]
    [InlineData("größer, 日本, 👩\u200D🚀", "größer, 日本, 👩\u200D🚀")]
    public void What_cannot_be_seen_is_an_escape(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void Half_a_pair_is_an_escape()
    {
        Assert.Equal("\\uD800x", VisibleText.Of("\uD800x"));
        Assert.Equal("x\\uDC00", VisibleText.Of("x\uDC00"));
    }

    [Fact]
    public void Escapes_are_told_apart_from_text_that_looks_like_one() =>
        Assert.Equal("\\u202E<span class=\"escape\">\\u202E</span>&lt;", VisibleText.Marked("\\u202E\u202E<").ToString());

    [Fact]
    public void Html_shows_every_value_so_and_a_fields_value_exactly()
    {
        Assert.Equal("<i title=\"\\u202E&quot;\">\\r</i>", Html.Of($"<i title=\"{"\u202E\""}\">{"\r"}</i>").ToString());
        Assert.Equal("&#xD;&#x202E;&quot;", Html.Value("\r\u202E\"").ToString());
    }
}
