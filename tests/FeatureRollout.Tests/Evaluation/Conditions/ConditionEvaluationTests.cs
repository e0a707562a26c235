using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Tests.Evaluation.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionEvaluationTests
{
    /// <summary>One attribute of every kind, and none called <c>missing</c>.</summary>
    private static readonly EvaluationContext Customer = EvaluationContext.For("acme")
        .With("text", "pro")
        .With("empty", "")
        .With("numeric", "40")
        .With("number", 40)
        .With("nan", double.NaN)
        .With("infinite", double.PositiveInfinity)
        .With("yes", true)
        .With("yesText", "true")
        .With("time", new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)))
        .With("timeText", "2026-01-01T02:00:00+02:00")
        .With("version", "1.2.0-rc.2+b7")
        .With("list", ["admin", "editor"])
        .With("none", [])
        .With("odd name!", "x");

    private static Truth Ask(string condition, EvaluationContext context) =>
        ConditionCompiler.Compile(Condition.Parse(condition), _ => new FixedSegment(Truth.Undecided)).Evaluate(context, 0);

    [Theory]
    // Text equality.
    [InlineData("text == 'pro'", true)]
    [InlineData("text == 'Pro'", false)]
    [InlineData("text != 'Pro'", true)]
    [InlineData("empty == ''", true)]
    [InlineData("number == '40'", false)]
    [InlineData("yes == 'true'", false)]
    [InlineData("time == '2026-01-01'", false)]
    [InlineData("list == 'admin'", false)]
    [InlineData("missing == ''", false)]
    [InlineData("missing != 'pro'", true)]
    [InlineData("list != 'admin'", true)]
    // Numbers.
    [InlineData("number == 40", true)]
    [InlineData("number != 40", false)]
    [InlineData("number < 40", false)]
    [InlineData("number <= 40", true)]
    [InlineData("number > 39.5", true)]
    [InlineData("number >= 40.1", false)]
    [InlineData("numeric == 40.0", true)]
    [InlineData("numeric > 5", true)]
    [InlineData("text > 5", false)]
    [InlineData("text <= 5", false)]
    [InlineData("text != 5", true)]
    [InlineData("empty == 0", false)]
    [InlineData("yes == 1", false)]
    [InlineData("time > 0", false)]
    [InlineData("list >= 0", false)]
    [InlineData("missing < 5", false)]
    [InlineData("missing >= 5", false)]
    [InlineData("missing != 5", true)]
    [InlineData("nan == 0", false)]
    [InlineData("nan != 0", true)]
    [InlineData("nan < 0", false)]
    [InlineData("nan >= 0", false)]
    [InlineData("infinite > 1e308", true)]
    // Truth values.
    [InlineData("yes == true", true)]
    [InlineData("yes != true", false)]
    [InlineData("yes == false", false)]
    [InlineData("yesText == true", false)]
    [InlineData("number == true", false)]
    [InlineData("missing == false", false)]
    [InlineData("missing != false", true)]
    // Dates.
    [InlineData("time == date('2026-01-01')", true)]
    [InlineData("time >= date('2026-01-01T00:00:00.0000001Z')", false)]
    [InlineData("time < date('2026-01-01T01:00:00+00:30')", true)]
    [InlineData("timeText == date('2026-01-01')", true)]
    [InlineData("timeText > date('2025-12-31')", true)]
    [InlineData("text < date('2026-01-01')", false)]
    [InlineData("number > date('0001-01-01')", false)]
    [InlineData("missing != date('2026-01-01')", true)]
    [InlineData("missing <= date('2026-01-01')", false)]
    // Versions.
    [InlineData("version == semver('1.2.0-rc.2')", true)]
    [InlineData("version < semver('1.2.0')", true)]
    [InlineData("version > semver('1.2.0-rc.1')", true)]
    [InlineData("version >= semver('1.2.0-rc.10')", false)]
    [InlineData("version <= semver('1.10.0')", true)]
    [InlineData("text < semver('1.0.0')", false)]
    [InlineData("number < semver('99.0.0')", false)]
    [InlineData("missing != semver('1.0.0')", true)]
    // Membership.
    [InlineData("text in ['free', 'pro']", true)]
    [InlineData("text in ['free']", false)]
    [InlineData("text not in ['free', 'pro']", false)]
    [InlineData("numeric in [1, 40]", true)]
    [InlineData("number in ['40', 40]", true)]
    [InlineData("number in ['a', 'b', 40]", true)]
    [InlineData("yes in [true]", true)]
    [InlineData("time in [date('2026-01-01'), 'x']", true)]
    [InlineData("version in [semver('1.2.0-rc.2'), semver('2.0.0')]", true)]
    [InlineData("list in ['admin', 'editor']", false)]
    [InlineData("list not in ['admin', 'editor']", true)]
    [InlineData("missing in ['', 0]", false)]
    [InlineData("missing not in ['', 0]", true)]
    // Parts of texts, elements of lists.
    [InlineData("text contains 'ro'", true)]
    [InlineData("text contains ''", true)]
    [InlineData("text contains 'RO'", false)]
    [InlineData("list contains 'admin'", true)]
    [InlineData("list contains 'adm'", false)]
    [InlineData("none contains ''", false)]
    [InlineData("number contains '4'", false)]
    [InlineData("missing contains ''", false)]
    [InlineData("text startsWith 'pr'", true)]
    [InlineData("text startsWith 'ro'", false)]
    [InlineData("text endsWith 'ro'", true)]
    [InlineData("text endsWith 'pr'", false)]
    [InlineData("list startsWith 'admin'", false)]
    [InlineData("number endsWith '0'", false)]
    [InlineData("missing startsWith ''", false)]
    [InlineData("missing endsWith ''", false)]
    // Regular expressions.
    [InlineData("text matches '^p.o$'", true)]
    [InlineData("text matches 'r'", true)]
    [InlineData("text matches '^P'", false)]
    [InlineData("text matches '(?i)^P'", true)]
    [InlineData("text matches '(?<=p)r'", true)]
    [InlineData("number matches '4'", false)]
    [InlineData("list matches 'admin'", false)]
    [InlineData("missing matches ''", false)]
    // Presence.
    [InlineData("has(text)", true)]
    [InlineData("has(empty)", true)]
    [InlineData("has(none)", true)]
    [InlineData("has(nan)", true)]
    [InlineData("has(missing)", false)]
    [InlineData("!has(missing)", true)]
    [InlineData("has(`odd name!`)", true)]
    // The id, and connectives.
    [InlineData("customerId == 'acme'", true)]
    [InlineData("customerId in ['a', 'b', 'c', 'd', 'e', 'acme']", true)]
    [InlineData("has(customerId)", true)]
    [InlineData("CustomerId == 'acme'", false)]
    [InlineData("text == 'x' || yes == true && number > 1", true)]
    [InlineData("(text == 'x' || yes == true) && number > 50", false)]
    [InlineData("!(text == 'x') and not number > 50", true)]
    public void Each_operator_against_each_kind(string condition, bool expected)
    {
        Assert.Equal(expected ? Truth.True : Truth.False, Ask(condition, Customer));
        Assert.Equal(expected ? Truth.False : Truth.True, Ask($"!({condition})", Customer));
    }

    [Fact]
    public void Nobody_has_no_id_and_no_attributes()
    {
        Assert.Equal(Truth.False, Ask("has(customerId)", default));
        Assert.Equal(Truth.False, Ask("customerId == ''", default));
        Assert.Equal(Truth.True, Ask("plan != 'pro'", default));
        Assert.Equal(Truth.True, Ask("has(customerId)", ""));
    }

    [Fact]
    public void A_list_may_hold_nulls()
    {
        var context = EvaluationContext.For("acme").With("roles", [null!, "admin"]);

        Assert.Equal(Truth.True, Ask("roles contains 'admin'", context));
        Assert.Equal(Truth.False, Ask("roles contains ''", context));
    }

    [Fact]
    [Trait("Requirement", "S2-09")]
    public void Segments_are_resolved_once_in_order_and_asked_with_the_hash()
    {
        var asked = new List<string>();
        var segment = new FixedSegment(Truth.True);
        var compiled = ConditionCompiler.Compile(
            Condition.Parse("segment('beta') && !segment('vip') || segment('beta')"),
            name =>
            {
                asked.Add(name);
                return segment;
            });

        Assert.Equal(Truth.True, compiled.Evaluate("acme", 42));
        Assert.Equal(Truth.True, compiled.Evaluate("acme", 43));
        Assert.Equal(["beta", "vip", "beta"], asked);
        Assert.Equal(43UL, segment.LastHash);
    }

    [Theory]
    [Trait("Requirement", "S2-09")]
    [InlineData("segment('?')", "undecided")]
    [InlineData("!segment('?')", "undecided")]
    [InlineData("segment('?') && has(customerId)", "undecided")]
    [InlineData("segment('?') && has(missing)", "false")]
    [InlineData("has(missing) && segment('?')", "false")]
    [InlineData("segment('?') || has(customerId)", "true")]
    [InlineData("segment('?') || has(missing)", "undecided")]
    [InlineData("segment('?') || !segment('?')", "undecided")]
    [InlineData("segment('?') && segment('no')", "false")]
    [InlineData("segment('?') || segment('yes')", "true")]
    public void What_is_not_known_decides_only_where_it_matters(string condition, string expected)
    {
        var compiled = ConditionCompiler.Compile(
            Condition.Parse(condition),
            name => new FixedSegment(name switch { "yes" => Truth.True, "no" => Truth.False, _ => Truth.Undecided }));

        Assert.Equal(Enum.Parse<Truth>(expected, ignoreCase: true), compiled.Evaluate(Customer, 0));
    }
}
