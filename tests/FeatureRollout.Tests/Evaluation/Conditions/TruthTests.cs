using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation.Conditions;

[Trait("Requirement", "F-04")]
public class TruthTests
{
    private static bool? Nullable(Truth truth) => truth switch { Truth.True => true, Truth.False => false, _ => null };

    [Fact]
    public void Connectives_are_those_of_nullable_booleans()
    {
        foreach (var left in Enum.GetValues<Truth>())
        {
            Assert.Equal(!Nullable(left), Nullable(left.Not()));
            foreach (var right in Enum.GetValues<Truth>())
            {
                Assert.Equal(Nullable(left) & Nullable(right), Nullable(left.And(right)));
                Assert.Equal(Nullable(left) | Nullable(right), Nullable(left.Or(right)));
            }
        }
    }

    [Fact]
    public void What_was_never_set_is_false() => Assert.Equal(Truth.False, default);
}
