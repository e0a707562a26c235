using System.Globalization;
using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Flags.Files;

[Trait("Requirement", "S2-09")]
public sealed class SegmentNestingTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(10_000)]
    public void Doubling_over_many_levels_is_refused_before_anything_is_compiled(int levels)
    {
        var segments = Chain(levels, (_, next) => $"segment('{next}') && segment('{next}')");
        using var client = Served.Nothing();
        var begun = TimeProvider.System.GetTimestamp();
        var refused = Assert.Throws<FlagFileException>(() => client.Publish([Layer(segments)]));
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var innermost = levels - 9;
        Assert.Contains(
            $"segment \"s{innermost}\", when: refers to segments more than 1,000 times, directly and through others: s{innermost} → s{innermost + 1} → ",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, client.Status.Version);
    }

    [Fact]
    public void A_file_is_refused_by_the_same_rule_at_the_place_of_the_reference()
    {
        var members = string.Join(",\n", Enumerable.Range(0, 18).Select(i => $"\"s{i}\": {{ {(i == 17 ? "\"include\": [\"x\"]" : $"\"when\": \"segment('s{i + 1}')\"")} }}"));
        var refused = Assert.Throws<FlagFileException>(() => Served.Json("flags.json", "{ \"flags\": {}, \"segments\": {\n" + members + " } }"));
        var error = Assert.Single(refused.Errors);
        Assert.Equal(2, error.Line);
        Assert.Equal("segments within segments more than 16 deep: s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → …", error.Message);
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 1)]
    [InlineData(18, 1)]
    [InlineData(5_000, 1)]
    public void A_chain_may_be_sixteen_references_long(int references, int problems)
    {
        var found = Problems(Chain(references, (_, next) => $"segment('{next}')"));
        Assert.Equal(problems, found.Count(problem => problem.Message.Contains("16 deep", StringComparison.Ordinal)));
        Assert.All(found.Where(problem => problem.Message.Contains("16 deep", StringComparison.Ordinal)), problem =>
            Assert.Equal(("s" + (references - 17), "s" + (references - 16)), (problem.Owner.Name, problem.Name)));
    }

    [Fact]
    public void A_thousand_references_in_all_are_allowed_and_one_more_is_not()
    {
        Assert.Empty(Problems(Wide(999)));
        var problem = Assert.Single(Problems(Wide(1_000)));
        Assert.Equal("segment \"top\", when: refers to segments more than 1,000 times, directly and through others: top → middle → leaf", problem.ToString());

        // The top refers once to a middle that refers 500 times to the leaf, and as often to the leaf as is left.
        static Dictionary<string, SegmentDefinition> Wide(int below) => Segments(
            ("top", string.Join(" || ", Enumerable.Repeat("segment('leaf')", below - 500).Prepend("segment('middle')"))),
            ("middle", string.Join(" || ", Enumerable.Repeat("segment('leaf')", 500))),
            ("leaf", "a == 1"));
    }

    [Fact]
    public void Diamonds_are_fine_and_answer()
    {
        var segments = Segments(
            ("top", "segment('left') && segment('right')"),
            ("left", "segment('bottom') || a == 1"),
            ("right", "segment('bottom') || a == 2"),
            ("bottom", "b == 1"));
        using var client = Served.Client(Layer(segments));
        Assert.True(client.IsEnabled("flag", EvaluationContext.For("acme").With("b", 1)));
        Assert.False(client.IsEnabled("flag", EvaluationContext.For("acme").With("a", 1)));
    }

    [Fact]
    public void Circles_are_told_as_circles_alone()
    {
        var problems = Problems(Segments(("a", "segment('b')"), ("b", "segment('a') && segment('a')"), ("c", "segment('a')")));
        Assert.Equal("segment \"b\", when: segments that require each other in a circle: a → b → a", Assert.Single(problems).ToString());
    }

    private static List<FlagSetProblem> Problems(Dictionary<string, SegmentDefinition> segments)
    {
        List<FlagSetProblem> problems = [];
        FlagSetChecks.Check(new Dictionary<string, FlagDefinition>(StringComparer.Ordinal), segments, problems.Add);
        return problems;
    }

    /// <summary>Segments s0 to s{references}, each but the last with a condition about the next.</summary>
    private static Dictionary<string, SegmentDefinition> Chain(int references, Func<int, string, string> when) => Segments(
        [.. Enumerable.Range(0, references + 1).Select(i => (Name(i), i == references ? "a == 1" : when(i, Name(i + 1))))]);

    private static string Name(int number) => "s" + number.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, SegmentDefinition> Segments(params (string Name, string When)[] segments) =>
        segments.ToDictionary(each => each.Name, each => new SegmentDefinition { Name = each.Name, When = Condition.Parse(each.When) }, StringComparer.Ordinal);

    private static Layer Layer(Dictionary<string, SegmentDefinition> segments) => new("file", Served.Set(
        Served.Flag("flag", 0) with { Include = new Audience { Segments = [segments.Keys.First()] } }) with { Segments = segments });
}
