using System.Text;
using FeatureRollout;
using Quickstart;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var customers = Customers.Generate(1_000);
Console.WriteLine($"{Terminal.Bold("FeatureRollout")}  {customers.Length:N0} customers, five rollouts");
Terminal.Remark(
    "Nobody who is in may fall out on the way up. "
    + string.Join(", ", Customers.Verticals.Select(vertical => $"{customers.Count(customer => customer.Vertical == vertical)} {vertical}"))
    + $"; {customers.Count(customer => customer.IsHighVolume)} with high volume, {customers.Count(customer => customer.HasCustomContract)} with a contract of their own.");

using var phase4 = await FlagFile.OpenAsync("phase4.json");
await Phase4Async();
await TiersAsync();
await using var analytics = await CanaryAsync();
await TakeOverAsync();

Terminal.Title("Speed", "a million questions each on one thread, every answer counted; of 100 rounds the median, for one question");
await phase4.SetAsync("sentiment_analysis", Stage("4.3", 10, selected: true));
Speed.Print(customers, analytics.Flags, phase4.Flags);

Terminal.Title("A change arrives", "phase4.json is rewritten while the program runs");
var removed = Ladder.TotalRemoved + await LiveChange.PrintAsync(customers);

Terminal.Title("Pilot ladder", "in virtual time; a defect shows at 10 %, three days later the fix comes");
var recovered = await PilotLadder.PrintAsync();

Console.WriteLine();
Console.WriteLine(removed == 0
    ? Terminal.Good("Nobody was removed on the way up.")
    : Terminal.Bad($"{removed:N0} customers were removed on the way up; that must never happen."));
Console.WriteLine(recovered
    ? Terminal.Good("The defect was rolled back by itself; the fixed version has reached everybody.")
    : Terminal.Bad("The defect was not rolled back, or the fixed version has not reached everybody."));
return removed == 0 && recovered ? 0 : 1;

// Three beta customers, then 5 to 10 % of those whom the guide selects, the same share of each vertical, then everybody.
async Task Phase4Async()
{
    Terminal.Title("Phase 4 rollout guide", "phase4.json, with the stages of a rollout over it");
    var ladder = new Ladder("sentiment_analysis", customers);
    ladder.Step("beta", 0, phase4.Flags);
    foreach (var (day, percentage, stage) in new (int, decimal, string)[]
    {
        (8, 5, "4.3"), (10, 7, "4.3"), (12, 10, "4.3"), (15, 25, "4.4"), (18, 40, "4.4"), (21, 50, "4.4"),
        (22, 70, "4.5"), (25, 85, "4.5"), (28, 95, "4.5"), (30, 100, "4.5"),
    })
    {
        await phase4.SetAsync("sentiment_analysis", Stage(stage, percentage, selected: stage == "4.3"));
        ladder.Step($"day {day}", percentage, phase4.Flags);
    }

    var eligible = customers.Count(customer => !customer.IsHighVolume && !customer.HasCustomContract);
    Terminal.Remark($"Until day 14 only {eligible} customers are drawn from: no high volume, no contract of their own. "
        + "The beta customers stay in, high volume or not.");
}

static RolloutStage Stage(string name, Percentage percentage, bool selected) => new()
{
    Name = name,
    Active = true,
    Percentage = percentage,
    Eligible = selected ? Condition.Parse("volume != 'high' && contract != 'custom'") : null,
    Strata = [.. Customers.Verticals.Select(vertical => new FlagRule(Condition.Parse($"vertical == '{vertical}'"), percentage))],
};

// A file in LaunchDarkly's manner; the second flag is fully on, and so for exactly those who have the first.
async Task TiersAsync()
{
    Terminal.Title("Pilot tiers", "launchdarkly-like.json, with percentages set by hand over it");
    using var file = await FlagFile.OpenAsync("launchdarkly-like.json");
    await file.SetAsync("response-suggestions", 100);
    var ladder = new Ladder("sentiment-analysis", customers);
    var follows = true;
    foreach (var (tier, percentage) in new (int, decimal)[] { (1, 1), (2, 10), (3, 50), (4, 100) })
    {
        await file.SetAsync("sentiment-analysis", percentage);
        follows &= ladder.Step($"tier {tier}", percentage, file.Flags, "response-suggestions");
    }

    Terminal.Remark($"response-suggestions requires it and is at 100 %: {(follows ? "the same customers at every tier" : "OTHER customers")}.");
}

// The master flag climbs by an environment variable; the four features behind it are on.
async Task<Deployment> CanaryAsync()
{
    Terminal.Title("Analytics canary", "analytics.json, with FEATURE_ANALYTICS_ENABLED=0.01 and so on over it");
    string[] features = ["trend_forecasting", "cross_platform", "recommendations", "competitor_heatmap"];
    var ladder = new Ladder("analytics", customers);
    var follows = true;
    foreach (var (stage, value, percentage) in new (string, string, decimal)[]
    {
        ("alpha", "0.01", 1), ("beta", "0.1", 10), ("gamma", "0.25", 25), ("delta", "0.5", 50), ("full", "1", 100),
    })
    {
        await using var deployed = await StartAsync(value);
        follows &= ladder.Step(stage, percentage, deployed.Flags, features);
    }

    Terminal.Remark($"The four features behind it (FEATURE_RECOMMENDATIONS=1, …): {(follows ? "the same customers at every stage" : "OTHER customers")}.");
    return await StartAsync("0.5");

    static Task<Deployment> StartAsync(string master) => Deployment.StartAsync(
        "analytics.json",
        ("FEATURE_ANALYTICS_ENABLED", master), ("FEATURE_TREND_FORECASTING", "1"), ("FEATURE_CROSS_PLATFORM", "1"),
        ("FEATURE_RECOMMENDATIONS", "1"), ("FEATURE_COMPETITOR_HEATMAP", "1"));
}

// A rollout that runs elsewhere already: its own hash decides, so nobody moves when this library takes it over.
async Task TakeOverAsync()
{
    Terminal.Title("Outbound calls taken over", "outbound-calls.json, js-hash-100, OUTBOUND_CALLS_PERCENTAGE=5 and so on");
    var ladder = new Ladder("outbound_calls", customers);
    var moved = 0;
    foreach (var (week, percentage) in new (int, decimal)[] { (1, 5), (2, 10), (3, 25), (4, 50), (5, 100) })
    {
        await using var deployed = await Deployment.StartAsync("outbound-calls.json", ("OUTBOUND_CALLS_PERCENTAGE", $"{percentage}"));
        ladder.Step($"week {week}", percentage, deployed.Flags);
        moved += customers.Count(customer => deployed.Flags.IsEnabled("outbound_calls", customer.Id) != HashUserId(customer.Id) % 100 < percentage);
    }

    Terminal.Remark($"Customers for whom hashUserId of the old system says something else: {moved}.");
}

static long HashUserId(string userId) => Math.Abs(userId.Aggregate(0L, (hash, unit) => (int)((hash << 5) - hash + unit)));
