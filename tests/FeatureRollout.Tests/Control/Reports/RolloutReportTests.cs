using System.Globalization;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Tests.Control.Reports;

/// <summary>Reports as texts that somebody has read and approved; they lie beside this file. <c>APPROVE=1</c> writes them anew.</summary>
public sealed class RolloutReportTests
{
    private static readonly RolloutStats Stats = new()
    {
        Key = "sentiment_analysis",
        EnabledCustomers = 12_345,
        EnabledCustomersRelativeError = 0.016,
        ErrorCount = 40,
        ErrorRate = 0.00402,
        SuccessRate = 0.99598,
        On = new ArmStatistics { Successes = 9_960, Failures = 40, LatencyCount = 10_000, LatencyP50 = TimeSpan.FromMilliseconds(80), LatencyP95 = TimeSpan.FromMilliseconds(412.3), LatencyP99 = TimeSpan.FromSeconds(1) },
        Off = new ArmStatistics { Successes = 0, Failures = 0, LatencyCount = 0, LatencyP50 = null, LatencyP95 = null, LatencyP99 = null },
    };

    private static readonly RolloutEvent[] Events =
    [
        ExampleRollout.Event(new RolloutChange.Killed(), -30, RolloutStatus.Running, RolloutStatus.Killed, "ann"),
        ExampleRollout.Event(new RolloutChange.ValueReported("ml_cost_daily", 400), 6, RolloutStatus.Running, RolloutStatus.Running, "cron"),
        ExampleRollout.Event(new RolloutChange.Advanced(1, new Dictionary<string, double>(StringComparer.Ordinal)), 7.0417, RolloutStatus.Running, RolloutStatus.Running, "ann | *boss*") with
        {
            Reason = "Looks [good](https://x.example) <b>!\n# Really",
            Forced = true,
            Unmet = ["The approval \"qa\" is missing."],
        },
        ExampleRollout.Event(new RolloutChange.IncidentReported("i1", "P2", "Slow <!channel>"), 7.5, RolloutStatus.Running, RolloutStatus.Running, "ann"),
        ExampleRollout.Event(new RolloutChange.ValueReported("ml_cost_daily", 487), 7.75, RolloutStatus.Running, RolloutStatus.Running, "cron"),
        ExampleRollout.Event(new RolloutChange.AlertFired("errors", AlertSeverity.Critical), 7.9, RolloutStatus.Running, RolloutStatus.Running) with { Rule = "error_rate > 1% for 5m" },
    ];

    [Fact]
    [Trait("Requirement", "S3-11")]
    [Trait("Requirement", "S2-08")]
    [Trait("Requirement", "S0-13")]
    [Trait("Requirement", "X-07")]
    public void A_running_rollout_is_reported_with_everything_that_is_known()
    {
        AssertApproved(RolloutReport.Status(ExampleRollout.State, Events, ExampleRollout.Now, Assessment(["The approval \"qa\" for leaving beta is missing.", "error_rate < 0.5% over 1h does not hold."]), Stats));
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public void A_draft_is_reported_with_planned_dates_alone()
    {
        var draft = ExampleRollout.State with
        {
            Status = RolloutStatus.Draft,
            Stage = -1,
            StageSince = null,
            StartedAt = null,
            Passages = [],
            Incidents = [],
            Alerts = [],
            Values = new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal),
            Milestones = new Dictionary<string, MilestoneMark>(StringComparer.Ordinal),
            Plan = ExampleRollout.Plan with { Start = null },
        };

        AssertApproved(RolloutReport.Status(draft, [], ExampleRollout.Now));
    }

    [Fact]
    [Trait("Requirement", "S2-08")]
    public void A_rollout_that_was_rolled_back_says_where_and_that_nothing_comes_by_itself()
    {
        var off = ExampleRollout.State with
        {
            Status = RolloutStatus.RolledBack,
            Stage = -1,
            StageSince = null,
            Reason = "error_rate > 1%",
            Passages = [.. ExampleRollout.State.Passages.SkipLast(1), ExampleRollout.State.Passages[^1] with { Until = ExampleRollout.Now }],
        };

        AssertApproved(RolloutReport.Status(off, [ExampleRollout.Event(new RolloutChange.RolledBack(), 8, RolloutStatus.Running, RolloutStatus.RolledBack)], ExampleRollout.Now.AddDays(20), Assessment([])));
    }

    [Fact]
    [Trait("Requirement", "X-03")]
    public void A_digest_tells_of_all_rollouts_in_a_time()
    {
        AssertApproved(RolloutReport.Digest([.. Events, Events[0] with { Key = "another_flag", At = ExampleRollout.Now.AddHours(-2) }], ExampleRollout.Now.AddDays(-7), ExampleRollout.Now, "America/New_York"));
    }

    [Fact]
    [Trait("Requirement", "X-03")]
    public void A_time_without_events_has_a_digest_that_says_so()
    {
        Assert.Equal("# Rollout Digest 2030-01-01 to 2030-01-08\n\nNothing happened.\n", RolloutReport.Digest(Events, At(2030, 1, 1), At(2030, 1, 8)));
    }

    [Fact]
    [Trait("Requirement", "S0-13")]
    public void Spending_of_487_against_600_a_day_is_81_percent_and_projected_to_a_month()
    {
        var report = RolloutReport.Status(ExampleRollout.State, [], ExampleRollout.Now);

        Assert.Contains("| ml_cost_daily | 487 | 2026-01-13 | 600 per day | 81% | 14,610 | 18,000 | ✅ within |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S0-13")]
    public void Spending_that_a_source_gives_counts_where_it_is_newer()
    {
        var report = RolloutReport.Status(
            ExampleRollout.State, [], ExampleRollout.Now,
            values: new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal) { ["ml_cost_daily"] = [new(ExampleRollout.Now, 720), new(ExampleRollout.Now.AddDays(1), 9)] });

        Assert.Contains("| ml_cost_daily | 720 | 2026-01-13 | 600 per day | 120% | 21,600 | 18,000 | ⚠️ over |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-11")]
    public void A_report_is_the_same_in_every_culture()
    {
        var report = RolloutReport.Status(ExampleRollout.State, Events, ExampleRollout.Now, Assessment([]), Stats);
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var name in (string[])["de-DE", "ar-SA", "th-TH", "tr-TR"])
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(report, RolloutReport.Status(ExampleRollout.State, Events, ExampleRollout.Now, Assessment([]), Stats));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static RolloutAssessment Assessment(string[] unmet) => new()
    {
        Rollout = ExampleRollout.State,
        At = ExampleRollout.Now,
        AdvanceWhen = [ExampleRollout.Errors, ExampleRollout.Errors with { Criterion = "last(nps) >= baseline + 15", Verdict = CriterionVerdict.NoData, Value = null, Limit = null, Explanation = "nps was never reported." }],
        HoldWhen = [],
        RollbackWhen = [],
        Bands = [],
        Alerts = [],
        Targets = [ExampleRollout.Errors with { Criterion = "p95(latency) < 500ms", Verdict = CriterionVerdict.Pass, Value = 0.4123, Limit = 0.5 }],
        Unmet = unmet,
        Next = "Stays in beta and looks again in a minute.",
        Warnings = ["More customers are in than the percentage says."],
    };

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static void AssertApproved(string report, [CallerMemberName] string test = "", [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, test + ".approved.md");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, report);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", report);
    }
}
