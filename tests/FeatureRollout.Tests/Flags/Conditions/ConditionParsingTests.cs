using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionParsingTests
{
    private static readonly ConditionNode A = Equal("a", new NumberLiteral(1));
    private static readonly ConditionNode B = Equal("b", new NumberLiteral(2));
    private static readonly ConditionNode C = Equal("c", new NumberLiteral(3));

    private static ComparisonNode Equal(string attribute, ConditionLiteral value) => new(attribute, ComparisonOperator.Equal, value);

    private static ConditionNode Read(string text) => Condition.Parse(text).Root;

    [Fact]
    public void And_binds_tighter_than_or_and_not_tighter_than_both()
    {
        var expected = new LogicalNode(LogicalOperator.Or, [A, new LogicalNode(LogicalOperator.And, [new NotNode(B), C])]);

        Assert.Equal(expected, Read("a == 1 || !b == 2 && c == 3"));
        Assert.Equal(expected, Read("a == 1 or not b == 2 and c == 3"));
        Assert.Equal(expected, Read("a==1||!(b==2)&&c==3"));
    }

    [Fact]
    public void Parentheses_group_and_are_kept_as_written()
    {
        Assert.Equal(
            new LogicalNode(LogicalOperator.And, [new LogicalNode(LogicalOperator.Or, [A, B]), C]),
            Read("(a == 1 || b == 2) && c == 3"));
        Assert.NotEqual(Read("a == 1 && b == 2 && c == 3"), Read("(a == 1 && b == 2) && c == 3"));
        Assert.Equal(A, Read("((a == 1))"));
    }

    [Fact]
    public void A_chain_of_two_thousand_operands_is_one_flat_node()
    {
        var node = Assert.IsType<LogicalNode>(Read(string.Join("&&", Enumerable.Repeat("a<1", 2000))));

        Assert.Equal(2000, node.Operands.Count);
    }

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        Assert.Equal(Equal("a", new TextLiteral("it's")), Read("""a == 'it\'s'"""));
        Assert.Equal(Equal("a", new TextLiteral("it's")), Read("""a == "it's" """));
        Assert.Equal(Equal("a", new TextLiteral("\\\"`\n\r\té")), Read("""a == '\\\"\`\n\r\t\u00E9'"""));
        Assert.Equal(Equal("a", new NumberLiteral(-2.5)), Read("a == -2.5"));
        Assert.Equal(Equal("a", new NumberLiteral(1e20)), Read("a == 1E+20"));
        Assert.Equal(Equal("a", new BooleanLiteral(true)), Read("a == true"));
        Assert.Equal(Equal("a", new DateLiteral(new DateTime(2026, 1, 1).Ticks)), Read("a == date('2026-01-01')"));
        Assert.Equal("1.2.0-rc.1", Assert.IsType<VersionLiteral>(Assert.IsType<ComparisonNode>(Read("a == semver('1.2.0-rc.1')")).Value).Value.ToString());
    }

    [Fact]
    public void Operators_of_every_kind_are_read()
    {
        foreach (var (sign, comparison) in new[] { "==", "!=", "<", "<=", ">", ">=" }.Zip(Enum.GetValues<ComparisonOperator>()))
        {
            Assert.Equal(new ComparisonNode("a", comparison, new NumberLiteral(1)), Read($"a {sign} 1"));
        }

        Assert.Equal(new MembershipNode("a", false, [new TextLiteral("x"), new NumberLiteral(1)]), Read("a in ['x', 1]"));
        Assert.Equal(new MembershipNode("a", true, [new BooleanLiteral(false)]), Read("a not in [false]"));
        Assert.Equal(new TextPartNode("a", TextPartOperator.Contains, "x"), Read("a contains 'x'"));
        Assert.Equal(new TextPartNode("a", TextPartOperator.StartsWith, "x"), Read("a startsWith 'x'"));
        Assert.Equal(new TextPartNode("a", TextPartOperator.EndsWith, "x"), Read("a endsWith 'x'"));
        Assert.Equal(new MatchNode("a", "^\\d$"), Read("""a matches '^\\d$'"""));
        Assert.Equal(new HasNode("a"), Read("has(a)"));
        Assert.Equal(new SegmentNode("beta"), Read("segment('beta')"));
    }

    [Fact]
    public void Names_may_have_dots_and_anything_in_backquotes()
    {
        Assert.Equal(Equal("company.size_2", new NumberLiteral(1)), Read("company.size_2 == 1"));
        Assert.Equal(Equal("größe in `m`", new NumberLiteral(1)), Read(@"`größe in \`m\`` == 1"));
        Assert.Equal(Equal("in", new NumberLiteral(1)), Read("`in` == 1"));
        Assert.Equal(new HasNode("true"), Read("has(`true`)"));
    }

    [Theory]
    [InlineData("date")]
    [InlineData("semver")]
    [InlineData("segment")]
    [InlineData("has")]
    public void A_function_is_an_attribute_where_no_parenthesis_follows(string name)
    {
        Assert.Equal(Equal(name, new NumberLiteral(1)), Read($"{name} == 1"));
        Assert.Equal(new HasNode(name), Read($"has({name})"));
    }

    [Fact]
    [Trait("Requirement", "S2-09")]
    public void Segments_come_in_the_order_of_the_text_with_their_places()
    {
        var condition = Condition.Parse("segment('beta') && (a == 1 || !segment(\"vip\")) && segment('beta')");

        Assert.Equal([new("beta", 8), new("vip", 39), new SegmentReference("beta", 58)], condition.Segments);
    }

    [Fact]
    public void Conditions_are_equal_where_their_texts_are()
    {
        var one = Condition.Parse("a == 1");

        Assert.Equal(one, Condition.Parse("a == 1"));
        Assert.Equal(one.GetHashCode(), Condition.Parse("a == 1").GetHashCode());
        Assert.NotEqual(one, Condition.Parse("a  == 1"));
        Assert.False(one.Equals(null));
        Assert.Equal("a == 1", one.ToString());
        Assert.Equal(
            new FlagRule(one, Percentage.Full),
            new FlagRule(Condition.Parse("a == 1"), Percentage.Full));
    }

    [Fact]
    public void The_longest_condition_and_the_deepest_one_are_read()
    {
        Assert.Equal(A, Read("a == 1".PadRight(Condition.MaximumLength)));
        Assert.Equal(A, Read(new string('(', 100) + "a == 1" + new string(')', 100)));
        Assert.IsType<NotNode>(Read(new string('!', 100) + "a == 1"));
        Assert.IsType<LogicalNode>(Read(string.Join("||", Enumerable.Repeat("((((a<1))))", 500))));
    }
}
