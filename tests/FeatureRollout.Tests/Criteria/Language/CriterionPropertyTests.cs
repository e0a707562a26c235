using FeatureRollout.Criteria.Language;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Criteria.Language;

public sealed class CriterionPropertyTests
{
    private static readonly string[] Pieces =
    [
        "error_rate", "p95", "p99.9", "latency", "count", "average", "open", "all", "targets", "over", "for", "while", "stage", "target", "control",
        "(", ")", ",", "<", "<=", "==", "!=", "+", "-", "*", "/", "%", "1", "0.5", "1.5x", "200%", "7d", "500ms", "x", ".", "1.", "\uD800", "é", "\n", "\0", "$",
    ];

    [Fact]
    public void What_is_printed_reads_back_as_the_same() =>
        Prop.ForAll<int>(seed =>
        {
            var criterion = new RandomCriteria(seed).Next();
            var text = CriterionPrinter.Print(criterion);
            return (Criterion.Parse(text).Root == criterion).Label(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void What_was_parsed_prints_and_reads_back_as_the_same() =>
        Prop.ForAll<int>(seed =>
        {
            var text = Rubbish(seed);
            return !Criterion.TryParse(text, out var criterion, out _)
                || Criterion.Parse(CriterionPrinter.Print(criterion.Root)).Root == criterion.Root;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Any_text_is_a_criterion_or_a_syntax_error_that_points_into_it() =>
        Prop.ForAll<string>(text =>
        {
            text ??= "";
            return Criterion.TryParse(text, out _, out var error) || (error.Position >= 0 && error.Position <= text.Length && error.Message.Length > 10);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Any_heap_of_words_is_a_criterion_or_a_syntax_error_that_points_into_it() =>
        Prop.ForAll<int>(seed =>
        {
            var text = Rubbish(seed);
            return Criterion.TryParse(text, out _, out var error) || (error.Position >= 0 && error.Position <= text.Length && error.Message.Length > 10);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("1+")]
    [InlineData("errors > 1 while ")]
    [InlineData("p95(")]
    public void What_nests_too_deep_or_goes_on_too_long_is_refused(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 9_000 / piece.Length));

        Assert.False(Criterion.TryParse(text, out _, out var error));
        Assert.InRange(error.Position, 0, text.Length);
        Assert.False(Criterion.TryParse(new string(' ', 10_001), out _, out error));
        Assert.Contains("10000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Up_to_the_limits_everything_is_read()
    {
        var deep = new string('(', 64) + "errors" + new string(')', 64) + " < 1";
        var wide = "errors < " + string.Concat(Enumerable.Repeat("1 + ", 256)) + "1";

        Assert.Equal("errors < 1", CriterionPrinter.Print(Criterion.Parse(deep).Root));
        Assert.Equal(wide, CriterionPrinter.Print(Criterion.Parse(wide).Root));
        Assert.False(Criterion.TryParse("(" + deep, out _, out _));
        Assert.False(Criterion.TryParse(wide + " + 1", out _, out _));
    }

    private static string Rubbish(int seed)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
    }
}
