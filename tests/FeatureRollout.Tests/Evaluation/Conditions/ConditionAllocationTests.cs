using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Tests.Evaluation.Conditions;

[Trait("Requirement", "F-04")]
public class ConditionAllocationTests
{
    [Theory]
    [InlineData("plan == 'pro' && !(seats < 10) || beta != true")]
    [InlineData("plan in ['free', 'pro', 'team', 'enterprise', 'a', 'b', 'c', 'd', 'e'] && plan not in [1, 2, 'x']")]
    [InlineData("seats >= 40 && seatsText >= 40 && seatsText != 41.5")]
    [InlineData("since < date('2027-01-01') && sinceText < date('2027-01-01')")]
    [InlineData("version > semver('1.2.0-alpha') && version <= semver('1.2.0-rc.1.2.3')")]
    [InlineData("roles contains 'admin' && plan contains 'r' && plan startsWith 'p' && plan endsWith 'o'")]
    [InlineData("has(plan) && !has(missing) && segment('beta') || segment('beta')")]
    [InlineData("plan matches '^p[a-z]+$' && plan matches '(?i)PRO'")]
    [InlineData("plan matches '^(?=p)pro(?!x)'")]
    public void Evaluation_allocates_nothing(string condition)
    {
        var context = EvaluationContext.For("acme")
            .With("plan", "pro").With("seats", 40).With("seatsText", "40").With("beta", true).With("roles", ["editor", "admin"])
            .With("since", DateTimeOffset.UnixEpoch).With("sinceText", "2026-01-01T10:00:00.5+02:00").With("version", "1.2.0-rc.1+7");
        var compiled = ConditionCompiler.Compile(Condition.Parse(condition), _ => new FixedSegment(Truth.True), TimeSpan.FromSeconds(30));
        Assert.Equal(Truth.True, Repeat(compiled, context));

        Assert.Equal(0, Allocation.Least(() => Repeat(compiled, context)));
    }

    private static Truth Repeat(CompiledCondition compiled, in EvaluationContext context)
    {
        var answer = Truth.False;
        for (var i = 0; i < 1000; i++)
        {
            answer = compiled.Evaluate(context, 7);
        }

        return answer;
    }
}
