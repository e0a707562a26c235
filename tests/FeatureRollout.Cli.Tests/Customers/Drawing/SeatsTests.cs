using FeatureRollout.Cli.Customers.Drawing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Customers.Drawing;

[Trait("Requirement", "S0-03")]
public sealed class SeatsTests
{
    [Fact]
    public void No_stratum_gets_more_seats_than_it_has_members_and_all_seats_are_all_members() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt[]>(), some =>
        {
            var eligible = Array.ConvertAll(some, each => (long)each.Get);
            var taken = new long[eligible.Length];
            foreach (var stratum in Seats.InOrder(eligible, eligible.Sum()))
            {
                if (++taken[stratum] > eligible[stratum])
                {
                    return false;
                }
            }

            return taken.SequenceEqual(eligible);
        }));

    [Fact]
    public void Fifty_seats_are_given_in_proportion()
    {
        var seats = Seats.InOrder([407, 245, 163], 50).GroupBy(stratum => stratum).OrderBy(group => group.Key).Select(group => group.Count());

        Assert.Equal([25, 15, 10], seats);
    }

    [Fact]
    public void Of_equal_claims_the_stratum_that_is_named_first_comes_first() => Assert.Equal([0, 1, 2, 0, 1, 2], Seats.InOrder([10, 10, 10], 6));

    [Fact]
    public void Billions_are_counted_exactly() => Assert.Equal([0, 1, 0], Seats.InOrder([4_000_000_000_000_000_001, 4_000_000_000_000_000_000], 3));
}
