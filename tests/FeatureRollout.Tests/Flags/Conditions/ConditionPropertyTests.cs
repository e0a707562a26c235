using System.Text;
using FeatureRollout.Flags.Conditions;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Flags.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "plan", "customerId", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "and", "or", "not", "in", "contains", "startsWith",
        "endsWith", "matches", "true", "false", "date", "semver", "segment", "has", "(", ")", "[", "]", ",", "'", "\"", "`", "\\", "\\u",
        "'x'", "'2026-01-01'", "'1.2.0'", "'(['", "1", "-", "1.5", ".", "e", "\uD800", "\0", "\n", " ", " ", " ", "é", "&", "|", "=",
    ];

    private static void ForAllSeeds(int count, Action<Random> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => property(new Random(seed))));

    private static void IsReadOrRefusedWithAPlace(string text)
    {
        if (!Condition.TryParse(text, out _, out var error))
        {
            Assert.InRange(error.Position, 0, text.Length);
            Assert.NotEmpty(error.Message);
        }
    }

    [Fact]
    public void What_is_printed_is_read_back_the_same() => ForAllSeeds(3000, random =>
    {
        var node = new RandomConditions(random).Node(random.Next(5));
        var text = new ConditionPrinter(random).Print(node);
        if (text.Length <= Condition.MaximumLength)
        {
            Assert.Equal(node, Condition.Parse(text).Root);
        }
    });

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => IsReadOrRefusedWithAPlace(text ?? "")));

    [Fact]
    public void Any_heap_of_pieces_is_read_or_refused_with_a_place() => ForAllSeeds(5000, random =>
    {
        var text = new StringBuilder();
        for (var count = random.Next(30); count > 0; count--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        IsReadOrRefusedWithAPlace(text.ToString());
    });

    [Fact]
    public void A_condition_with_changes_in_it_is_read_or_refused_with_a_place() => ForAllSeeds(5000, random =>
    {
        var text = new ConditionPrinter(random).Print(new RandomConditions(random).Node(random.Next(4)));
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(Math.Min(4, text.Length - at) + 1);
            text = text[..at] + (random.Next(2) == 0 ? Pieces[random.Next(Pieces.Length)] : "") + text[(at + length)..];
        }

        IsReadOrRefusedWithAPlace(text);
    });
}
