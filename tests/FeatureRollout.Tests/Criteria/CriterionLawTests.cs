using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;
using FeatureRollout.Tests.Criteria.Language;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Criteria;

/// <summary>What no criterion and no reading may break.</summary>
public sealed class CriterionLawTests
{
    private static readonly string[] Metrics = ["queue_lag", "omniops.ml_api.cost", "Nps2", "_x"];

    [Fact]
    public void Without_readings_there_is_no_data_for_any_use_of_whatever_reads_a_metric() =>
        Prop.ForAll<int>(seed =>
        {
            var criterion = NewCriterion(seed);
            var reads = CriterionInspection.AsksForTargets(criterion) || CriterionInspection.Nodes(criterion).Any(node =>
                node.Question is ComparisonQuestion comparison && (ExpressionParts.HasReading(comparison.Left) || ExpressionParts.HasReading(comparison.Right)));
            return !reads || Uses(criterion).All(judged => judged.LookFor(TimeSpan.FromMinutes(3), readings => readings).Verdict == CriterionVerdict.NoData);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void With_any_readings_every_verdict_has_its_reason_and_finite_numbers() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            return Uses(NewCriterion(seed)).All(judged =>
            {
                var result = judged.Look(Readings(random, SomeReadings.Start));
                return result.Explanation.EndsWith('.')
                    && (result.Value is not { } value || double.IsFinite(value))
                    && (result.Limit is not { } limit || double.IsFinite(limit))
                    && (result.Verdict == CriterionVerdict.NoData || result is { Value: not null, Limit: not null });
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Taking_one_metric_away_never_makes_anything_pass() =>
        Prop.ForAll<int>(seed =>
        {
            var criterion = NewCriterion(seed);
            var named = CriterionInspection.MetricsOf(criterion);
            return named.Count == 0 || Uses(criterion).All(judged => judged.Look(Readings(new Random(seed), SomeReadings.Start, without: named[0])).Verdict == CriterionVerdict.NoData);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    [Trait("Requirement", "S0-10")]
    public void Adding_a_time_never_makes_anything_pass_earlier() =>
        Prop.ForAll<int>(seed =>
        {
            var root = NewCriterion(seed).Root;
            var once = Uses(Criterion.Parse(CriterionPrinter.Print(root with { For = null })));
            var lasting = Uses(Criterion.Parse(CriterionPrinter.Print(root with { For = new NumberExpression(3, CriterionUnit.Minutes) })));
            return once.Zip(lasting).All(pair =>
            {
                var random = new Random(seed);
                for (var minute = 0; minute < 12; minute++)
                {
                    var at = SomeReadings.Start.AddMinutes(minute);
                    var change = random.Next(3) > 0 ? seed : random.Next();
                    var first = pair.First.Look(Readings(new Random(change), at)).Verdict;
                    var second = pair.Second.Look(Readings(new Random(change), at)).Verdict;
                    if (second == CriterionVerdict.Pass && (first != CriterionVerdict.Pass || minute < 3))
                    {
                        return false;
                    }
                }

                return true;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    [Trait("Requirement", "S4-05")]
    public void What_rolls_back_never_advances_and_more_failures_help_neither() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var (advance, trigger) = random.Next(3) switch
            {
                0 => ("error_rate < 1%", "error_rate > 1%"),
                1 => ("success_rate > 99%", "success_rate < 99%"),
                _ => ("error_rate <= 1.5 * control", "error_rate > 1.5 * control"),
            };
            var proof = random.Next(2) == 0 ? CriterionProof.Detector : CriterionProof.Threshold;
            Judged Of(string text, CriterionUse use) => new(text, use) { Proof = proof };
            var (advancing, rolling) = (Of(advance, CriterionUse.Advance), Of(trigger, CriterionUse.Rollback));
            var (worseAdvancing, worseRolling) = (Of(advance, CriterionUse.Advance), Of(trigger, CriterionUse.Rollback));
            var (count, failures, control) = (0L, 0L, 0L);
            var extra = 0L;
            for (var minute = 0; minute < 10; minute++)
            {
                var more = random.Next(0, 500);
                var failed = random.Next(0, 1 + (more / (random.Next(2) == 0 ? 5 : 100)));
                (count, failures, control) = (count + more, failures + failed, control + (more / 100));
                extra += random.Next(0, 1 + more - failed);
                SomeReadings At(long all) => new SomeReadings { Now = SomeReadings.Start.AddMinutes(minute) }
                    .With(count, all).WithArms(new SomeOutcomes(count, all), new SomeOutcomes(count, control));
                var (good, bad) = (advancing.Look(At(failures)).Verdict, rolling.Look(At(failures)).Verdict);
                var (worseGood, worseBad) = (worseAdvancing.Look(At(failures + extra)).Verdict, worseRolling.Look(At(failures + extra)).Verdict);
                if ((bad == CriterionVerdict.Pass && good == CriterionVerdict.Pass)
                    || (worseBad == CriterionVerdict.Pass && worseGood == CriterionVerdict.Pass)
                    || (minute == 0 && bad == CriterionVerdict.Pass && worseBad != CriterionVerdict.Pass)
                    || (minute == 0 && worseGood == CriterionVerdict.Pass && good != CriterionVerdict.Pass))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_look_is_the_same_whenever_it_is_taken_again() =>
        Prop.ForAll<int>(seed =>
        {
            var criterion = NewCriterion(seed);
            var rules = new CriterionRules(CriterionUse.Rollback, CriterionProof.Detector, 100, 1, TimeSpan.FromMinutes(1));
            var first = CriterionJudge.Judge(criterion, rules, Readings(new Random(seed), SomeReadings.Start), CriterionProgress.None);
            var second = CriterionJudge.Judge(criterion, rules, Readings(new Random(seed), SomeReadings.Start), CriterionProgress.None);
            return first.Result == second.Result && first.Progress.Detector.SequenceEqual(second.Progress.Detector);
        }).QuickCheckThrowOnFailure();

    private static Criterion NewCriterion(int seed) => Criterion.Parse(CriterionPrinter.Print(new RandomCriteria(seed).Next()));

    private static Judged[] Uses(Criterion criterion) =>
    [
        new(criterion.Text, CriterionUse.Advance), new(criterion.Text, CriterionUse.Watch), new(criterion.Text, CriterionUse.Rollback),
        new(criterion.Text, CriterionUse.Rollback) { Proof = CriterionProof.Threshold, MinimumSamples = 0 },
    ];

    private static SomeReadings Readings(Random random, DateTimeOffset now, string? without = null)
    {
        var readings = new SomeReadings { Now = now };
        var count = random.Next(0, 3) * (long)random.Next(0, 100_000);
        var failures = (long)(count * random.NextDouble());
        readings.With(count, failures, random.NextDouble(), random.NextDouble(), random.NextDouble())
            .WithArms(new SomeOutcomes(count, failures, 0.2), new SomeOutcomes(random.Next(0, 1_000), 0, 0.1))
            .WithIncidents("P1", random.Next(3), random.Next(3)).WithTargets("error_rate < 1%");
        foreach (var metric in Metrics)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (double)random.Next(-5, 100))];
            if (metric != without)
            {
                readings.With(metric, TimeSpan.FromMinutes(random.Next(1, 3_000)), values);
            }
        }

        foreach (var word in Enum.GetValues<CriterionWord>())
        {
            readings.With(word, "error_rate", random.NextDouble()).With(word, "_x", random.Next());
        }

        return readings;
    }
}
