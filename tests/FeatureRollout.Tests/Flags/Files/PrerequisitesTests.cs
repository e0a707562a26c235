using System.Globalization;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Tests.Flags.Files;

[Trait("Requirement", "S1-06")]
public class PrerequisitesTests
{
    [Theory]
    [InlineData("a>a", "flags.json:1:34 $.flags.a.requires[0]: flags that require each other in a circle: a → a")]
    [InlineData("a>b b>a", "flags.json:1:62 $.flags.b.requires[0]: flags that require each other in a circle: a → b → a")]
    [InlineData("a>b b>c c>a", "flags.json:1:90 $.flags.c.requires[0]: flags that require each other in a circle: a → b → c → a")]
    [InlineData("x>b b>c c>b", "flags.json:1:90 $.flags.c.requires[0]: flags that require each other in a circle: b → c → b")]
    public void A_circle_is_refused_and_shown(string edges, string error) =>
        Assert.Equal([error], Reading.Errors(Json(edges)));

    [Fact]
    public void A_circle_of_thousands_is_shown_by_its_beginning()
    {
        var edges = string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"f{i}>f{(i + 1) % 5_000}"));
        Assert.EndsWith(
            "in a circle: f0 → f1 → f2 → f3 → f4 → f5 → f6 → f7 → … 4992 more … → f0",
            Assert.Single(Reading.Errors(Json(edges))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_diamond_is_legal_and_its_closure_names_each_flag_once_after_what_it_requires()
    {
        var flags = Reading.Read(Json("top>left,right left>bottom right>bottom bottom>")).Flags;
        var all = Prerequisites.Of(flags);
        Assert.Equal(["bottom", "left", "right"], all.Closure("top").ToArray());
        Assert.Equal(["bottom"], all.Closure("left").ToArray());
        Assert.Empty(all.Closure("bottom"));
        Assert.Empty(all.Closure("unknown"));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Up_to_256_flags_may_be_required(int count, bool taken)
    {
        var wide = $"top>{string.Join(',', Enumerable.Range(0, count).Select(i => $"f{i}"))} {string.Join(' ', Enumerable.Range(0, count).Select(i => $"f{i}>"))}";
        var deep = string.Join(' ', Enumerable.Range(0, count).Select(i => $"f{i}>f{i + 1}")) + $" f{count}>";
        foreach (var json in new[] { Json(wide), Json(deep) })
        {
            if (taken)
            {
                var flags = Reading.Read(json).Flags;
                Assert.Equal(count, Prerequisites.Of(flags).Closure(flags.Keys.First()).Count);
            }
            else
            {
                Assert.Contains("requires 257 flags, more than 256: ", Assert.Single(Reading.Errors(json)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_chain_of_ten_thousand_is_refused_with_the_beginning_of_its_path()
    {
        var chain = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"f{i}>f{i + 1}")) + " f10000>";
        Assert.EndsWith(
            ": \"f9743\" requires 257 flags, more than 256: f9743 → f9744 → f9745 → f9746 → f9747 → f9748 → f9749 → f9750 → …",
            Assert.Single(Reading.Errors(Json(chain))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_closure_is_what_a_plain_recursion_finds_dependencies_first()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var flags = Enumerable.Range(0, random.Next(1, 40)).ToDictionary(
                i => Key(i),
                i => new FlagDefinition { Key = Key(i), Requires = [.. Enumerable.Range(0, i).Where(_ => random.Next(6) == 0).Select(Key)] },
                StringComparer.Ordinal);
            var all = Prerequisites.Of(flags);
            Assert.Empty(all.Problems);
            foreach (var key in flags.Keys)
            {
                var closure = all.Closure(key);
                Assert.Equal(Plain(flags, key).Order(StringComparer.Ordinal).ToArray(), closure.Order(StringComparer.Ordinal).ToArray());
                for (var i = 0; i < closure.Count; i++)
                {
                    Assert.All(flags[closure[i]].Requires!, required => Assert.Contains(required, closure.Take(i), StringComparer.Ordinal));
                }
            }
        }

        static string Key(int i) => i.ToString(CultureInfo.InvariantCulture);

        static HashSet<string> Plain(Dictionary<string, FlagDefinition> flags, string key) =>
            flags[key].Requires!.SelectMany(required => Plain(flags, required).Append(required)).ToHashSet(StringComparer.Ordinal);
    }

    [Fact]
    public void Layers_together_are_checked_by_the_same_rules()
    {
        var flags = Reading.Read("""{ "flags": { "a": { "requires": ["b"], "exclude": [{ "segment": "vip" }] } } }""", closed: false).Flags.ToDictionary(StringComparer.Ordinal);
        var problems = new List<FlagSetProblem>();
        FlagSetChecks.Check(flags, FlagSet.Empty.Segments, problems.Add);
        Assert.Equal(
            ["flag \"a\", requires: unknown flag \"b\"; did you mean \"a\"?", "flag \"a\", exclude: unknown segment \"vip\""],
            problems.Select(problem => problem.ToString()).ToArray());

        flags["b"] = new FlagDefinition { Key = "b", Requires = ["a"] };
        problems.Clear();
        FlagSetChecks.Check(flags, new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal) { ["vip"] = new() { Name = "vip" } }, problems.Add);
        Assert.Equal("flag \"b\", requires: flags that require each other in a circle: a → b → a", Assert.Single(problems).ToString());
    }

    /// <summary>A file from edges such as <c>a&gt;b,c</c>.</summary>
    private static string Json(string edges) =>
        "{ \"flags\": { " + string.Join(", ", edges.Split(' ').Select(edge =>
        {
            var (key, required) = (edge.Split('>')[0], edge.Split('>')[1]);
            var list = required.Length == 0 ? "" : string.Join(", ", required.Split(',').Select(name => $"\"{name}\""));
            return $"\"{key}\": {{ \"requires\": [{list}] }}";
        })) + " } }";
}
