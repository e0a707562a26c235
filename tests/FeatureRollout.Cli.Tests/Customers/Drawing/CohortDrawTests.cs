using System.Runtime.CompilerServices;
using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Customers.Drawing;

[Trait("Requirement", "S0-03")]
public sealed class CohortDrawTests
{
    private const int MostCustomers = 120;
    private const int MostStrata = 6;

    [Fact]
    public void A_larger_cohort_begins_with_the_smaller_one_whatever_the_strata() => ForLists((list, eligible) =>
    {
        var largest = Drawn.Ids(list, CohortSize.Of(eligible));
        return Enumerable.Range(1, eligible).All(size => Drawn.Ids(list, CohortSize.Of(size)).SequenceEqual(largest.Take(size), StringComparer.Ordinal));
    }, tests: 25);

    [Fact]
    public void A_cohort_has_exactly_the_size_that_was_asked_for_and_nobody_who_is_left_out() => ForLists((list, eligible) =>
        Enumerable.Range(1, eligible).All(size => Drawn.Ids(list, CohortSize.Of(size)) is var ids
            && ids.Length == size
            && ids.Distinct(StringComparer.Ordinal).Count() == size
            && !ids.Intersect(list.Where(listed => !listed.IsEligible).Select(listed => listed.Id), StringComparer.Ordinal).Any()), tests: 25);

    [Fact]
    public void The_order_of_the_list_does_not_matter() => ForLists((list, eligible) =>
    {
        var shuffled = list.ToArray();
        new Random(eligible).Shuffle(shuffled);
        return Drawn.Ids(shuffled, CohortSize.Of((eligible + 1) / 2)).SequenceEqual(Drawn.Ids(list, CohortSize.Of((eligible + 1) / 2)), StringComparer.Ordinal);
    });

    [Fact]
    public void It_is_what_sorting_everybody_and_looking_for_each_seat_gives() => ForLists((list, eligible) =>
        Enumerable.Range(1, 4).Select(part => (eligible * part) + 3).All(quarters =>
            Drawn.Ids(list, CohortSize.Of(Math.Max(1, quarters / 4))).SequenceEqual(Drawn.Plainly(list, Math.Max(1, quarters / 4)), StringComparer.Ordinal)));

    [Fact]
    public void A_percentage_is_that_share_of_the_eligible_half_up_and_grows_without_dropping_anybody() => ForLists((list, eligible) =>
    {
        string[] before = [];
        foreach (var percent in (decimal[])[0, 0.5m, 5, 7.5m, 10, 33.333m, 50, 79.999m, 80, 99.5m, 100])
        {
            var ids = Drawn.Ids(list, CohortSize.Of(Percentage.FromPercent(percent)));
            if (ids.Length != (int)Math.Round(eligible * percent / 100, MidpointRounding.AwayFromZero) || !ids.Take(before.Length).SequenceEqual(before, StringComparer.Ordinal)
                || !ids.SequenceEqual(Drawn.Plainly(list, ids.Length), StringComparer.Ordinal))
            {
                return false;
            }

            before = ids;
        }

        return true;
    });

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public void A_percentage_of_many_holds_a_part_of_them_and_is_exact(int percent)
    {
        var list = Drawn.List(seed: percent, count: 30_000, strata: 3);
        var draw = new CohortDraw(CohortSize.Of(Percentage.FromPercent(percent)), "cohort");
        foreach (var listed in list)
        {
            draw.Add(new CsvRow(listed.Id, 1, [], [], 0), listed.Stratum, listed.IsEligible);
        }

        Assert.InRange(draw.Held, 1, (4 * 1024) + (list.Length * percent * 13 / 1000));
        var ids = draw.Finish().Drawn.Select(drawn => drawn.Row.Id).ToArray();
        Assert.Equal(Drawn.Plainly(list, ids.Length), ids);
    }

    [Fact]
    [Trait("Requirement", "F-06")]
    public void Without_strata_the_cohort_is_nested_in_the_flags_own_draw_with_the_same_salt() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, some) =>
        {
            var list = Drawn.List(seed.Get, 200, strata: 1);
            var eligible = list.Where(listed => listed.IsEligible).Select(listed => listed.Id).ToArray();
            var cohort = Drawn.Draw(list, CohortSize.Of((some.Get % eligible.Length) + 1), "search");
            var ids = cohort.Drawn.Select(drawn => drawn.Row.Id).ToHashSet(StringComparer.Ordinal);
            return Enumerable.Range(0, 101).Append(0).All(percent =>
            {
                var own = eligible.Where(id => BucketingV1.Bucket(id, "search") < percent * 1000).ToHashSet(StringComparer.Ordinal);
                return percent * 1000 >= cohort.ReachedAt.Thousandths ? own.IsSupersetOf(ids) : own.IsProperSubsetOf(ids) || !own.IsSupersetOf(ids) && own.IsSubsetOf(ids);
            });
        }));

    [Fact]
    public void More_than_are_eligible_cannot_be_drawn()
    {
        var refused = Assert.Throws<CliException>(() => Drawn.Draw([new("a", "", true), new("b", "", false)], CohortSize.Of(2)));

        Assert.Equal((ExitCodes.No, "2 customers cannot be drawn: eligible are 1."), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public void Who_stands_twice_is_drawn_once()
    {
        var list = Drawn.List(3, 60, 1).Select(listed => listed with { IsEligible = true }).ToArray();

        var cohort = Drawn.Draw([.. list, .. list.Take(30)], CohortSize.Of(60));

        Assert.Equal(Drawn.Plainly(list, 60), cohort.Drawn.Select(drawn => drawn.Row.Id), StringComparer.Ordinal);
        Assert.Equal(30, cohort.Drawn.Count(drawn => drawn.Rows == 2));
        Assert.Contains("repeats customers", Assert.Throws<CliException>(() => Drawn.Draw([.. list, .. list.Take(30)], CohortSize.Of(61))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_of_one_customer_that_do_not_agree_are_refused_in_any_order(bool isFirst)
    {
        var list = Drawn.List(4, 60, 1).Select(listed => listed with { IsEligible = true }).ToList();
        var drawn = Drawn.Ids(list, CohortSize.Of(10))[5];
        list.Insert(isFirst ? 0 : list.Count, new Listed(drawn, "s0", IsEligible: false));
        Assert.Contains("one of them leaves the customer out", Assert.Throws<CliException>(() => Drawn.Draw(list, CohortSize.Of(10))).Message, StringComparison.Ordinal);

        list[isFirst ? 0 : ^1] = new Listed(drawn, "s1", IsEligible: true);
        Assert.Contains("their strata differ", Assert.Throws<CliException>(() => Drawn.Draw(list, CohortSize.Of(60))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_many_values_is_no_stratum()
    {
        var refused = Assert.Throws<CliException>(() => Drawn.Draw(Enumerable.Range(0, 10_001).Select(n => new Listed($"{n}", $"{n}", true)), CohortSize.Of(1)));

        Assert.Equal("There are more than 10,000 strata; a column with few values is meant.", refused.Message);
    }

    /// <summary>How much memory a process has is another in each run; that a row is not held any more is not.</summary>
    [Fact]
    public void Two_hundred_thousand_rows_are_not_held()
    {
        var draw = new CohortDraw(CohortSize.Of(50), "cohort");
        var rows = AddMany(draw, 200_000);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(draw.Held, 150, 200);
        Assert.InRange(rows.Count(row => row.TryGetTarget(out _)), 1, 210);
        GC.KeepAlive(draw);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference<CustomerRow>> AddMany(CohortDraw draw, int count)
    {
        var rows = new List<WeakReference<CustomerRow>>();
        for (var n = 0; n < count; n++)
        {
            var row = new CsvRow($"customer-{n}", n, [], [], 0);
            draw.Add(row, "s" + (n % 3), isEligible: n % 5 > 0);
            rows.Add(new WeakReference<CustomerRow>(row));
        }

        return rows;
    }

    private static void ForLists(Func<Listed[], int, bool> law, int tests = 60) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tests),
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, count, strata) =>
        {
            var list = Drawn.List(seed.Get, (count.Get * 7 % MostCustomers) + 1, (strata.Get % MostStrata) + 1);
            var eligible = list.Count(listed => listed.IsEligible);
            return eligible == 0 || law(list, eligible);
        }));
}
