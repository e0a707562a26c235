using FeatureRollout.Criteria.Detection;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Criteria.Detection;

[Trait("Requirement", "F-15")]
public sealed class ChangeDetectorTests
{
    private static readonly double[] Limits = [0.001, 0.003, 0.01, 0.05, 0.1, 0.5, 0.55, 0.95];

    private static readonly Gen<(long Count, long Failures)> AnyLook =
        from exponent in Gen.Choose(0, 9)
        from digit in Gen.Choose(0, 9)
        from share in Gen.Choose(0, 1000)
        let count = digit * (long)Math.Pow(10, exponent)
        select (count, count * share / 1000);

    private static readonly Arbitrary<(double Limit, (long Count, long Failures)[] Looks)> AnyHistory = Arb.From(
        from limit in Gen.Elements(Limits)
        from looks in AnyLook.ArrayOf()
        select (limit, looks));

    [Fact]
    public void Nothing_seen_is_no_proof_and_changes_nothing()
    {
        Assert.False(ChangeDetector.IsProof([]));
        Assert.Empty(ChangeDetector.Look([], 0, 0, 0.01));
        var state = ChangeDetector.Look([], 100, 3, 0.01);
        Assert.Same(state, ChangeDetector.Look(state, 0, 0, 0.01));
    }

    [Fact]
    public void One_failure_is_never_proof_however_few_the_requests() =>
        Assert.All(Limits, limit => Assert.False(ChangeDetector.IsProof(ChangeDetector.Look([], 1, 1, limit))));

    [Fact]
    public void Successes_alone_are_never_proof() =>
        Prop.ForAll(AnyHistory, history =>
            !ChangeDetector.IsProof(After(history.Limit, history.Looks.Select(look => (look.Count, 0L))))).QuickCheckThrowOnFailure();

    [Fact]
    public void Statistics_stay_small_finite_and_never_fall_below_zero_whatever_comes() =>
        Prop.ForAll(AnyHistory, history =>
        {
            var state = After(history.Limit, history.Looks);
            return state.Count < 16 && state.All(log => double.IsFinite(log) && log >= 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void More_failures_in_a_look_never_weaken_the_evidence() =>
        Prop.ForAll(AnyHistory, Arb.From(AnyLook), (history, look) =>
        {
            var before = After(history.Limit, history.Looks);
            var steps = new[] { 0, look.Failures / 2, look.Failures, look.Failures + ((look.Count - look.Failures) / 2), look.Count };
            var evidence = steps.Select(failures => Evidence(ChangeDetector.Look(before, look.Count, failures, history.Limit))).ToArray();
            return evidence.Zip(evidence.Skip(1), (fewer, more) => more >= fewer - 1e-9).All(holds => holds);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Failures_all_the_time_are_proof_at_every_limit() =>
        Assert.All(Limits, limit => Assert.True(ChangeDetector.IsProof(After(limit, Enumerable.Repeat((500L, 500L), 2)))));

    [Fact]
    public void A_fault_after_healthy_years_is_proven_in_as_many_looks_as_on_the_first_day()
    {
        var healthy = After(0.01, Enumerable.Repeat((1000L, 5L), 1_000));
        Assert.Equal(LooksToProof([]), LooksToProof(healthy));

        static int LooksToProof(IReadOnlyList<double> state)
        {
            var looks = 0;
            for (; !ChangeDetector.IsProof(state); looks++)
            {
                state = ChangeDetector.Look(state, 20, 2, 0.01);
            }

            return looks;
        }
    }

    [Fact]
    public void After_proof_one_look_that_speaks_for_the_limit_takes_it_back_and_one_against_it_does_not()
    {
        var broken = After(0.01, Enumerable.Repeat((1000L, 900L), 50));
        Assert.True(ChangeDetector.IsProof(broken));
        Assert.True(ChangeDetector.IsProof(ChangeDetector.Look(broken, 20, 2, 0.01)));
        Assert.False(ChangeDetector.IsProof(ChangeDetector.Look(broken, 20, 0, 0.01)));
    }

    [Theory]
    [InlineData(1_000_000_000, true)]
    [InlineData(15_000_000, true)]
    [InlineData(11_000_000, false)]
    [InlineData(10_000_000, false)]
    [InlineData(0, false)]
    public void A_thousand_million_requests_in_one_look_overflow_nothing(long failures, bool proof)
    {
        // An excess under a ninth is none for the nearest alternative, which is a quarter over the limit.
        var state = ChangeDetector.Look([], 1_000_000_000, failures, 0.01);
        Assert.Equal(proof, ChangeDetector.IsProof(state));
        Assert.Equal(proof, ChangeDetector.IsProof(ChangeDetector.Look(state, 1_000_000_000, failures, 0.01)));
    }

    [Fact]
    public void The_traffic_of_these_tests_fails_at_the_rate_and_in_the_bursts_asked_for()
    {
        foreach (var (rate, burst) in new[] { (0.005, (double?)null), (0.1, null), (0.5, null), (0.01, 5), (0.1, 5) })
        {
            var traffic = new Traffic(42);
            var failures = Enumerable.Range(0, 20_000).Sum(_ => traffic.Failures(100, rate, burst));
            Assert.InRange(failures / 2e6 / rate, 0.95, 1.05);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.003)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.55)]
    [InlineData(0.95)]
    public void At_every_limit_a_service_at_half_of_it_is_rolled_back_in_at_most_one_percent_of_rollouts(double limit)
    {
        foreach (var requests in new[] { 5, 20, 100, 1000 })
        {
            Assert.InRange(FalseShare(requests, limit / 2, limit), 0, 0.01);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void A_service_at_its_limit_is_rolled_back_no_oftener_than_the_theory_allows(double limit) =>
        Assert.InRange(FalseShare(20, limit, limit), 0, 60 / 999.0);

    [Fact]
    public void A_state_of_another_length_or_without_numbers_is_begun_anew()
    {
        Assert.False(ChangeDetector.IsProof([100, 100]));
        Assert.Equal(ChangeDetector.Look([], 10, 3, 0.01), ChangeDetector.Look([100, 100], 10, 3, 0.01));
        Assert.Equal(ChangeDetector.Look([], 10, 3, 0.01), ChangeDetector.Look([double.NaN, double.NaN, -1, 0, 0], 10, 3, 0.01));
    }

    [Theory]
    [InlineData(-1, 0, 0.1)]
    [InlineData(1, 2, 0.1)]
    [InlineData(1, -1, 0.1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, double.NaN)]
    public void Numbers_out_of_range_are_refused(long count, long failures, double limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangeDetector.Look([], count, failures, limit));

    private static double FalseShare(int requests, double rate, double limit)
    {
        const int runs = 500;
        var rolledBack = 0;
        for (var run = 0; run < runs; run++)
        {
            var traffic = new Traffic((ulong)run + 1);
            var state = (IReadOnlyList<double>)[];
            for (var look = 0; look < 60 && !ChangeDetector.IsProof(state); look++)
            {
                state = ChangeDetector.Look(state, requests, traffic.Failures(requests, rate, burst: null), limit);
            }

            rolledBack += ChangeDetector.IsProof(state) ? 1 : 0;
        }

        return (double)rolledBack / runs;
    }

    /// <summary>Up to proof; what stands above that is what the statistics that were at 0 add.</summary>
    private static double Evidence(IReadOnlyList<double> state) => state.Count == 0 ? 0 : Math.Min(ChangeDetector.LogMean(state), Math.Log(1000));

    private static IReadOnlyList<double> After(double limit, IEnumerable<(long Count, long Failures)> looks) =>
        looks.Aggregate((IReadOnlyList<double>)[], (state, look) => ChangeDetector.Look(state, look.Count, look.Failures, limit));
}
