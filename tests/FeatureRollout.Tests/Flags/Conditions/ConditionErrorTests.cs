using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionErrorTests
{
    [Theory]
    [InlineData("", 0, "Expected a condition but found the end")]
    [InlineData("plan", 4, "asked with '== true'")]
    [InlineData("(beta && a == 1)", 6, "asked with '== true'")]
    [InlineData("beta or a == 1", 5, "asked with '== true'")]
    [InlineData("plan == pro", 8, "A text stands in quotes: 'pro'.")]
    [InlineData("plan == True", 8, "Did you mean 'true'?")]
    [InlineData("plan == dat('2026-01-01')", 8, "Did you mean 'date'?")]
    [InlineData("plan == [1]", 8, "A list follows 'in'.")]
    [InlineData("plan ==", 7, "found the end")]
    [InlineData("plan = 'pro'", 5, "Did you mean '=='?")]
    [InlineData("plan === 'pro'", 5, "Did you mean '=='?")]
    [InlineData("plan !== 'pro'", 5, "Did you mean '!='?")]
    [InlineData("plan <> 'pro'", 5, "Did you mean '!='?")]
    [InlineData("seats => 4", 6, "Did you mean '>='?")]
    [InlineData("a == 1 & b == 2", 7, "Did you mean '&&'?")]
    [InlineData("a == 1 | b == 2", 7, "Did you mean '||'?")]
    [InlineData("a == 1 AND b == 2", 7, "Did you mean 'and'?")]
    [InlineData("(a == 1 OR b == 2)", 8, "Did you mean 'or'?")]
    [InlineData("NOT a == 1", 0, "Did you mean 'not'?")]
    [InlineData("Not (a == 1)", 0, "Did you mean 'not'?")]
    [InlineData("segmnt('x')", 0, "Did you mean 'segment'?")]
    [InlineData("Has(x)", 0, "Did you mean 'has'?")]
    [InlineData("date('2026-01-01') < a", 0, "The attribute comes first")]
    [InlineData("'pro' == plan", 0, "The attribute comes first")]
    [InlineData("4 < seats", 0, "The attribute comes first")]
    [InlineData("in == 1", 0, "only in backquotes")]
    [InlineData("email startswith 'a'", 6, "Did you mean 'startsWith'?")]
    [InlineData("email starts_with 'a'", 6, "Did you mean 'startsWith'?")]
    [InlineData("email contain 'a'", 6, "Did you mean 'contains'?")]
    [InlineData("email start 'a'", 6, "Did you mean 'startsWith'?")]
    [InlineData("email match 'a'", 6, "Did you mean 'matches'?")]
    [InlineData("plan IN ['a']", 5, "Did you mean 'in'?")]
    [InlineData("plan not IN ['a']", 9, "Did you mean 'in'?")]
    [InlineData("plan not == 'a'", 9, "Expected 'in'")]
    [InlineData("plan in 'a'", 8, "'[' and a list of values")]
    [InlineData("plan in []", 9, "at least one value")]
    [InlineData("plan in ['a',]", 13, "Expected a value")]
    [InlineData("plan in ['a' 'b']", 13, "',' or ']'")]
    [InlineData("roles contains 5", 15, "a text in quotes after 'contains'")]
    [InlineData("plan < 'b'", 7, "a number, date('…') or semver('…') after '<'")]
    [InlineData("seats < '40'", 8, "A number stands without quotes.")]
    [InlineData("beta >= true", 8, "no order")]
    [InlineData("a == 1.2.3", 5, "semver('1.2.0')")]
    [InlineData("a == 1.", 5, "no number")]
    [InlineData("a == 1e999", 5, "no number")]
    [InlineData("a == -", 5, "no number")]
    [InlineData("a == +1", 5, "without a plus sign")]
    [InlineData("a == date('2026-02-30')", 10, "Expected a date")]
    [InlineData("a == date(2026)", 10, "a date in quotes")]
    [InlineData("a == date '2026-01-01'", 10, "'(' after 'date'")]
    [InlineData("a == semver('1.2')", 12, "three numbers")]
    [InlineData("a == 'x", 7, "quote ' at position 5")]
    [InlineData("a == 'x\\", 8, "quote ' at position 5")]
    [InlineData("a == '\\d'", 6, "a backslash is written \\\\")]
    [InlineData("a == '\\u12'", 6, "four hexadecimal digits")]
    [InlineData("a == \u2018x\u2019", 5, "a straight quote")]
    [InlineData("`` == 1", 0, "an attribute's name")]
    [InlineData("has('x')", 4, "without quotes")]
    [InlineData("has(not)", 4, "an attribute's name")]
    [InlineData("segment('')", 8, "a segment's name")]
    [InlineData("segment(beta)", 8, "in quotes")]
    [InlineData("a == 1)", 6, "no parenthesis is open")]
    [InlineData("(a == 1", 7, "found the end")]
    [InlineData("a == 1 b == 2", 7, "Expected '&&', '||' or the end")]
    [InlineData("a # 1", 2, "begins nothing")]
    [InlineData("a \u0007", 2, "'\\u0007'")]
    public void An_error_names_the_place_what_was_found_and_what_is_near(string text, int position, string part)
    {
        Assert.False(Condition.TryParse(text, out var condition, out var error));
        Assert.Null(condition);
        Assert.Equal(position, error.Position);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"position {position}"), error.Message + $" position {text.Length}", StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<ConditionSyntaxException>(() => Condition.Parse(text)).Message);
    }

    [Theory]
    [InlineData("a matches '(x'", 13, "insufficient closing parentheses")]
    [InlineData("a matches '[x'", 13, "unterminated bracket")]
    [InlineData("a matches 'x**'", 14, "nested quantifiers")]
    [InlineData("""a matches '\\d\'\u0041*x**'""", 26, "nested quantifiers")]
    public void A_bad_pattern_is_an_error_where_the_pattern_is_bad(string text, int position, string part)
    {
        Assert.False(Condition.TryParse(text, out _, out var error));
        Assert.Equal((position, true), (error.Position, error.Message.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_condition_that_is_too_long_is_an_error_at_the_limit()
    {
        Assert.False(Condition.TryParse("a == 1".PadRight(Condition.MaximumLength + 1), out _, out var error));
        Assert.Equal(Condition.MaximumLength, error.Position);
    }

    [Theory]
    [InlineData('(', 1_000_000)]
    [InlineData('(', 10_000)]
    [InlineData('!', 10_000)]
    [InlineData('(', 101)]
    [InlineData('!', 101)]
    public void Endless_nesting_is_an_error_and_no_stack_overflow(char sign, int count)
    {
        Assert.False(Condition.TryParse(new string(sign, count) + "a == 1", out _, out var error));
        Assert.Equal(count > Condition.MaximumLength - 6 ? Math.Min(count, error.Position) : 100, error.Position);
        Assert.InRange(error.Position, 0, count + 6);
    }

    [Fact]
    public void A_deeply_nested_pattern_is_read_or_refused_but_does_not_overflow()
    {
        string[] patterns =
        [
            new string('(', 4_900) + new string(')', 4_900),
            new string('(', 9_900),
            string.Concat(Enumerable.Repeat("(?:", 1_000)) + "a" + string.Concat(Enumerable.Repeat("){1,9}", 1_000)),
        ];
        foreach (var pattern in patterns)
        {
            if (Condition.TryParse($"a matches '{pattern}'", out var condition, out var error))
            {
                ConditionCompiler.Compile(condition, _ => throw new NotSupportedException())
                    .Evaluate(EvaluationContext.For("acme").With("a", "aaab"), 0);
            }

            Assert.InRange(error?.Position ?? 0, 0, 10_000);
        }
    }

    [Fact]
    public void A_long_piece_is_shortened_in_the_message()
    {
        Assert.False(Condition.TryParse("a == " + new string('x', 9_000), out _, out var error));
        Assert.Contains(new string('x', 40) + "…'", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 200, error.Message);
    }

    [Fact]
    public void A_lone_surrogate_is_named_by_its_number()
    {
        Assert.False(Condition.TryParse("a == 1 && \uD800", out _, out var error));
        Assert.Equal(10, error.Position);
        Assert.Contains("'\\uD800' at position 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_the_callers_mistake()
    {
        Assert.Throws<ArgumentNullException>(() => Condition.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => Condition.TryParse(null!, out _, out _));
    }
}
