using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Tests.Criteria.Documents;

/// <summary>Every criterion of the five documents can be written and is judged as it is meant.</summary>
public sealed class DocumentTableTests
{
    [Fact]
    [Trait("Requirement", "S0-04")]
    [Trait("Requirement", "S0-06")]
    [Trait("Requirement", "S0-09")]
    [Trait("Requirement", "S0-10")]
    public void The_rollout_guide_is_judged_as_it_says() => Judge("Phase 4 rollout guide", 79);

    [Fact]
    [Trait("Requirement", "S1-07")]
    [Trait("Requirement", "S1-08")]
    public void The_deployment_guide_is_judged_as_it_says() => Judge("Phase 4 deployment guide", 10);

    [Fact]
    [Trait("Requirement", "S2-01")]
    [Trait("Requirement", "S2-04")]
    [Trait("Requirement", "S2-05")]
    [Trait("Requirement", "S2-10")]
    public void The_canary_playbook_is_judged_as_it_says() => Judge("Analytics canary playbook", 40);

    [Fact]
    [Trait("Requirement", "S3-10")]
    [Trait("Requirement", "S3-12")]
    public void The_gradual_rollout_plan_is_judged_as_it_says() => Judge("Gradual rollout plan", 54);

    [Fact]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "S4-05")]
    [Trait("Requirement", "S4-07")]
    public void The_pilot_strategy_is_judged_as_it_says() => Judge("Pilot rollout strategy", 20);

    private static void Judge(string document, int count)
    {
        var rows = DocumentRow.Of(document);
        List<string> wrong = [];
        foreach (var row in rows)
        {
            Expect(row, row.Pass, CriterionVerdict.Pass, wrong);
            Expect(row, row.Fail, CriterionVerdict.Fail, wrong);
            Expect(row, row.TooFew, CriterionVerdict.Undecided, wrong);
            Expect(row, row.Missing, CriterionVerdict.NoData, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(count, rows.Count);
    }

    private static void Expect(DocumentRow row, string cell, CriterionVerdict expected, List<string> wrong)
    {
        if (cell == DocumentRow.Nothing)
        {
            // Only what has no sample size can never be too few, and only what is counted by hand never missing.
            var mayBe = expected == CriterionVerdict.NoData ? !HasReading(row) : expected == CriterionVerdict.Undecided && !IsSampled(row);
            if (!mayBe)
            {
                wrong.Add($"{row.Where}: {row.Criterion}: readings for {expected} are missing.");
            }

            return;
        }

        const string GivesNoData = " gives no data";
        var isNoData = cell.EndsWith(GivesNoData, StringComparison.Ordinal);
        var given = cell == "no data" ? "" : isNoData ? cell[..^GivesNoData.Length] : cell;
        var lasting = CriterionInspection.ForOf(Criterion.Parse(row.Criterion));
        var judged = new Judged(row.Criterion, row.Use) { Interval = lasting > TimeSpan.FromHours(2) ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1) };
        var result = judged.LookFor(lasting, readings => GivenReadings.Add(given, readings));
        if (result.Verdict != (isNoData ? CriterionVerdict.NoData : expected))
        {
            wrong.Add($"{row.Where}: {row.Criterion}: {given}: {result.Verdict} instead of {expected}: {result.Explanation}");
        }
    }

    private static bool HasReading(DocumentRow row) => Parts(row).Any(part => part is ReadingExpression)
        || CriterionInspection.AsksForTargets(Criterion.Parse(row.Criterion));

    private static bool IsSampled(DocumentRow row) => Parts(row).Any(part =>
        part is ReadingExpression { Metric: OwnMetrics.ErrorRate or OwnMetrics.Latency })
        || Parts(row).FirstOrDefault() is ReadingExpression { Metric: OwnMetrics.SuccessRate };

    private static IEnumerable<CriterionExpression> Parts(DocumentRow row) => CriterionInspection.Nodes(Criterion.Parse(row.Criterion))
        .Select(node => node.Question).OfType<ComparisonQuestion>()
        .SelectMany(comparison => ExpressionParts.Of(comparison.Left).Concat(ExpressionParts.Of(comparison.Right)));
}
