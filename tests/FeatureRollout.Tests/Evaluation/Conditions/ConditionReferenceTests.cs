using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Tests.Flags.Conditions;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Evaluation.Conditions;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "S2-09")]
public class ConditionReferenceTests
{
    [Fact]
    public void Compiled_conditions_answer_as_the_reference_does()
    {
        var answers = new int[3];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1500),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
            {
                var random = new Random(seed);
                var conditions = new RandomConditions(random);
                var text = new ConditionPrinter(random).Print(conditions.Node(random.Next(4)));
                if (text.Length > Condition.MaximumLength)
                {
                    return;
                }

                var segments = RandomConditions.Segments.ToDictionary(name => name, _ => (Truth)random.Next(3), StringComparer.Ordinal);
                var condition = Condition.Parse(text);
                var compiled = ConditionCompiler.Compile(condition, name => new FixedSegment(segments[name]), TimeSpan.FromSeconds(30));
                var reference = new ReferenceInterpreter(name => segments[name]);
                for (var i = 0; i < 20; i++)
                {
                    var context = conditions.Context();
                    var expected = reference.Evaluate(condition.Root, context);
                    Assert.True(expected == compiled.Evaluate(context, 0), $"{expected} expected of {text}");
                    answers[(int)expected]++;
                }
            }));

        Assert.All(answers, count => Assert.True(count > 1000, string.Join(" ", answers)));
    }
}
