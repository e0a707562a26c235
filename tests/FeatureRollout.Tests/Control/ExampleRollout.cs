namespace FeatureRollout.Tests.Control;

/// <summary>A rollout in its second stage, with something of everything that messages and reports show.</summary>
internal static class ExampleRollout
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Now = Start.AddDays(8);

    public static PlanDefinition Plan { get; } = new()
    {
        Name = "five-weeks",
        Owner = "DevOps",
        TimeZone = "Europe/London",
        Start = new DateOnly(2026, 1, 5),
        Stages =
        [
            Stage("canary", 5, 7),
            Stage("beta | *5%*", 25, 7),
            Stage("all", 100, 7),
        ],
        Soak = TimeSpan.FromDays(2),
        Metrics = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal)
        {
            ["ml_cost_daily"] = new() { Budget = 600 },
            ["sms"] = new() { Budget = 50, BudgetPeriod = TimeSpan.FromDays(7) },
            ["never_reported"] = new() { Budget = 10 },
            ["nps"] = new(),
        },
        Alerts =
        [
            new AlertDefinition { Name = "errors", When = Criterion.Parse("error_rate > 1% for 5m"), Severity = AlertSeverity.Critical, Channels = ["pager"], RepeatEvery = TimeSpan.FromHours(1) },
        ],
        Milestones =
        [
            new Milestone("Infrastructure preparation", "DevOps", -7),
            new Milestone("Go/No-go meeting", "Leadership", -3),
            new Milestone("Launch announcement", "Marketing", 10),
            new Milestone("Guides for agents", null, 2),
        ],
    };

    public static RolloutState State { get; } = new()
    {
        Key = "sentiment_analysis",
        Flags = ["sentiment_analysis", "suggestions"],
        Plan = Plan,
        Definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal)
        {
            ["sentiment_analysis"] = new() { Key = "sentiment_analysis", Fallback = "Return basic metrics only", Message = "Sentiment is away for a while." },
        },
        Status = RolloutStatus.Running,
        Stage = 1,
        StageSince = Start.AddDays(7).AddHours(1),
        StartedAt = Start,
        Passages =
        [
            new StagePassage("canary", Start.AddDays(-30), Start.AddDays(-29), Percentage.FromPercent(5)),
            new StagePassage("canary", Start, Start.AddDays(7).AddHours(1), Percentage.FromPercent(5)),
            new StagePassage("beta | *5%*", Start.AddDays(7).AddHours(1), null, Percentage.FromPercent(25)),
        ],
        Incidents =
        [
            new RolloutIncident { Id = "i1", Severity = "P2", Text = "Slow <!channel>\n# pages | @here", ReportedAt = Start.AddDays(7.5), ReportedBy = "ann" },
            new RolloutIncident { Id = "i2", Severity = "P3", Text = "Typo", ReportedAt = Start.AddDays(1), ReportedBy = "bob", ResolvedAt = Start.AddDays(6), ResolvedBy = "ann" },
            new RolloutIncident { Id = "i3", Severity = "P3", Text = "Long ago", ReportedAt = Start.AddDays(-30), ReportedBy = "bob", ResolvedAt = Start.AddDays(-29), ResolvedBy = "ann" },
        ],
        Alerts = [new FiringAlert("errors", Start.AddDays(7.9))],
        Values = new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal)
        {
            ["ml_cost_daily"] = [new MetricPoint(Now.AddDays(-2), 400), new MetricPoint(Now.AddHours(-6), 487)],
            ["sms"] = [new MetricPoint(Now.AddDays(-20), 60.5)],
        },
        Milestones = new Dictionary<string, MilestoneMark>(StringComparer.Ordinal)
        {
            ["Infrastructure preparation"] = new("done", "dave", Start.AddDays(-7)),
            ["Go/No-go meeting"] = new("moved", "lea", Start.AddDays(-3)),
        },
    };

    public static CriterionResult Errors { get; } = new()
    {
        Criterion = "error_rate < 0.5% over 1h",
        Verdict = CriterionVerdict.Fail,
        Value = 0.0123,
        Limit = 0.005,
        Samples = 1234,
        Explanation = "1.23 % of 1,234 requests failed.",
    };

    public static RolloutEvent Event(RolloutChange change, double day, RolloutStatus from, RolloutStatus to, string actor = "controller") => new()
    {
        Sequence = (long)(day * 100),
        Key = "sentiment_analysis",
        Version = (long)(day * 100),
        At = Start.AddDays(day),
        Actor = actor,
        Change = change,
        From = new RolloutPosition(from, "canary", 0, Percentage.FromPercent(5)),
        To = new RolloutPosition(to, "beta | *5%*", 0, to is RolloutStatus.RolledBack or RolloutStatus.Killed ? Percentage.Zero : Percentage.FromPercent(25)),
    };

    private static StageDefinition Stage(string name, decimal percent, int days) => new()
    {
        Name = name,
        Steps = [new StepDefinition { Percentage = Percentage.FromPercent(percent) }],
        MinimumDuration = TimeSpan.FromDays(days),
    };
}
