using FeatureRollout.Control.Notifications;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "S0-14")]
public sealed class ShownTextTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(" \n ", "–")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("abc\u202Edef\u0000\u200B", "abc def  ")]
    public void A_text_is_one_line_without_what_nobody_sees(string? text, string shown)
    {
        Assert.Equal(shown, ShownText.OneLine(text));
    }

    [Theory]
    [InlineData("sentiment_analysis", "sentiment_analysis")]
    [InlineData("_it_ **b** `c` ~d~", "\\_it\\_ \\*\\*b\\*\\* \\`c\\` \\~d\\~")]
    [InlineData("# no [link](https://x.example) | cell", "\\# no \\[link\\](https:\u2060//x.example) \\| cell")]
    [InlineData("<img src=x> & &lt; @everyone", "&lt;img src=x> & &amp;lt; @\u2060everyone")]
    [InlineData("> p95(latency) < 500ms", "&gt; p95(latency) < 500ms")]
    [InlineData("- item", "\\- item")]
    public void In_Markdown_it_means_nothing(string text, string shown)
    {
        Assert.Equal(shown, ShownText.Markdown(text));
    }

    [Fact]
    public void Whatever_people_write_stays_on_its_line_and_in_its_cell() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string?>(),
            text =>
            {
                var shown = ShownText.Markdown(text);
                return !shown.Any(char.IsControl) && !shown.Zip(shown.Skip(1)).Any(pair => pair.First == '<' && (char.IsAsciiLetter(pair.Second) || pair.Second is '/' or '!' or '?')) && !shown.Replace("\\|", "", StringComparison.Ordinal).Contains('|', StringComparison.Ordinal);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_pair_is_shown_as_a_replacement()
    {
        Assert.Equal("\ufffdx", ShownText.OneLine("\ud800x"));
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        Assert.Equal("abcd…", ShownText.Cut("abcdefgh", 5));
        Assert.Equal("abc…", ShownText.Cut("abc😀fgh", 5));
        Assert.Equal(501, ShownText.OneLine(new string('x', 10_000)).Length);
    }
}
