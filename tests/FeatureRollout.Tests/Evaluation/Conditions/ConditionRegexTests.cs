using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Tests.Evaluation.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionRegexTests
{
    /// <summary>The backreference keeps it from the linear engine; every way to cut the text is tried.</summary>
    private const string Catastrophic = """email matches '^(a+)+\\1$'""";

    private static readonly EvaluationContext LongAlmostMatch = EvaluationContext.For("acme").With("email", new string('a', 60) + "b");

    private static CompiledCondition Compile(string condition, TimeSpan limit) =>
        ConditionCompiler.Compile(Condition.Parse(condition), _ => new FixedSegment(Truth.True), limit);

    [Fact]
    public void A_match_that_runs_out_of_time_is_undecided()
    {
        var compiled = Compile(Catastrophic, TimeSpan.FromMilliseconds(2));

        Assert.Equal(Truth.Undecided, compiled.Evaluate(LongAlmostMatch, 0));
        Assert.Equal(
            Truth.True,
            Compile(Catastrophic, TimeSpan.FromSeconds(30)).Evaluate(EvaluationContext.For("acme").With("email", "aa"), 0));
        Assert.Equal(Truth.Undecided, Compile($"!({Catastrophic})", TimeSpan.FromMilliseconds(2)).Evaluate(LongAlmostMatch, 0));
        Assert.Equal(Truth.True, Compile($"{Catastrophic} || has(email)", TimeSpan.FromMilliseconds(2)).Evaluate(LongAlmostMatch, 0));
    }

    [Fact]
    public void Without_backreference_and_lookaround_no_text_takes_long()
    {
        var compiled = Compile("email matches '^(a+)+$'", TimeSpan.FromSeconds(30));
        var context = EvaluationContext.For("acme").With("email", new string('a', 9_999) + "b");

        Assert.Equal(Truth.False, compiled.Evaluate(context, 0));
    }

    [Fact]
    public void No_text_is_out_of_time_for_a_pattern_in_linear_time()
    {
        var tick = TimeSpan.FromTicks(1);

        Assert.Equal(Truth.True, Compile("email matches '(?i)^(x+x+)+y$'", tick).Evaluate(EvaluationContext.For("acme").With("email", new string('X', 9_999) + "y"), 0));
        Assert.Equal(Truth.False, Compile("email matches '(?i)^(x+x+)+y$'", tick).Evaluate(EvaluationContext.For("acme").With("email", new string('X', 10_000)), 0));
        Assert.Equal(Truth.False, Compile("email matches 'a[^z]{80}b'", tick).Evaluate(EvaluationContext.For("acme").With("email", new string('a', 10_000)), 0));
    }

    [Fact]
    public void A_pattern_too_large_for_the_linear_engine_still_works()
    {
        var compiled = Compile("email matches '^((a{1,60}){1,60}b{0,60}){1,60}$'", TimeSpan.FromSeconds(30));

        Assert.Equal(Truth.True, compiled.Evaluate(EvaluationContext.For("acme").With("email", "aaab"), 0));
        Assert.Equal(Truth.False, compiled.Evaluate(EvaluationContext.For("acme").With("email", "x"), 0));
    }

    [Fact]
    public void A_subject_over_ten_thousand_units_is_undecided()
    {
        var compiled = Compile("email matches 'b$'", TimeSpan.FromSeconds(30));

        Assert.Equal(Truth.True, compiled.Evaluate(EvaluationContext.For("acme").With("email", new string('a', 9_999) + "b"), 0));
        Assert.Equal(Truth.Undecided, compiled.Evaluate(EvaluationContext.For("acme").With("email", new string('a', 10_000) + "b"), 0));
    }

    [Fact]
    public void A_pattern_in_use_is_made_once()
    {
        var limit = TimeSpan.FromSeconds(29);
        var patterns = new SharedPatterns();
        var first = patterns.Get("^made once$", limit);

        Assert.Same(first, patterns.Get("^made once$", limit));
        Assert.NotSame(first, patterns.Get("^made once$", TimeSpan.FromSeconds(28)));
    }

    [Fact]
    public void Patterns_do_not_pile_up()
    {
        var patterns = new SharedPatterns();
        for (var i = 0; i < 3 * SharedPatterns.Maximum; i++)
        {
            patterns.Get(FormattableString.Invariant($"(a)\\1{i}"), TimeSpan.FromSeconds(30));
        }

        Assert.InRange(patterns.Count, 1, SharedPatterns.Maximum);
    }

    [Fact]
    public void The_limit_is_a_tenth_of_a_second() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), ConditionCompiler.RegexTimeLimit);
}
