using FeatureRollout.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Terminal;

public sealed class CellsTests
{
    private static readonly Gen<string> Words = Gen.ArrayOf(Gen.Frequency((6, Gen.Choose('a', 'e')), (2, Gen.Constant((int)' ')), (1, Gen.Constant(0x65E5)), (1, Gen.Constant(0xE9))))
        .Select(characters => string.Concat(characters.Select(each => (char)each)));

    private static readonly Arbitrary<(string Text, int Cells)> Cases = Words.SelectMany(text => Gen.Choose(2, 20).Select(cells => (text, cells))).ToArbitrary();

    [Fact]
    public void Wrapped_lines_fit_and_lose_nothing_but_spaces() => Prop.ForAll(Cases, given =>
    {
        var lines = Cells.Wrap(given.Text, given.Cells).ToArray();
        return lines.All(line => Cells.Of(line) <= given.Cells) && Letters(string.Concat(lines)) == Letters(given.Text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Where_no_cell_is_left_a_line_has_one_character_and_the_text_ends(int cells)
    {
        Assert.Equal("a|b|日|c", string.Join('|', Cells.Wrap("ab 日c", cells).Take(10)));
        Assert.Equal("", Assert.Single(Cells.Wrap("", cells).Take(10)));
    }

    [Fact]
    public void What_is_cut_fits_and_says_that_it_was_cut() => Prop.ForAll(Cases, given =>
    {
        var shown = Cells.Fit(given.Text, given.Cells);
        return Cells.Of(shown) <= given.Cells && (shown == given.Text || shown.EndsWith('…'));
    }).QuickCheckThrowOnFailure();

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
