using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using Doing = FeatureRollout.Cli.Operating.Changes;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>One script of operations from nothing to the end and back, told as text without what differs from run to run.</summary>
internal sealed partial class OperatingScript(IBackend backend)
{
    public const string Flags = """
        {
          "flags": {
            "search": { "percentage": 25, "requires": ["chat"], "owner": "team-search" },
            "chat": { "enabled": true },
            "with_rules": { "percentage": 10, "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 100 }] },
            "guarded": {},
            "planned": {}
          },
          "plans": {
            "gate": {
              "minimumSamples": 10,
              "milestones": [{ "name": "announced", "day": 1 }],
              "metrics": { "nps": { "description": "net promoter score" } },
              "checklist": [{ "item": "tested" }],
              "approvals": ["lead"],
              "stages": [
                { "name": "alpha", "percentage": 12.5, "minimumDuration": "1d 12h", "advanceWhen": ["error_rate < 5%", "avg(nps) > 10"], "approvals": ["lead"] },
                { "name": "beta", "percentage": 50, "automatic": false },
                { "name": "all", "percentage": 100 }
              ]
            }
          },
          "rollouts": { "planned": { "plan": "gate" } }
        }
        """;

    private readonly StringBuilder _told = new();

    public async Task<string> RunAsync()
    {
        await ReadAsync("flags", Readings.Flags(), CliJson.Default.FlagsResource);
        await TellAsync("plans", async () => string.Join(' ', (await backend.DoAsync(Readings.Plans(), CancellationToken.None)).Plans.Select(plan => plan.Name)));
        await RolloutAsync();
        await HandAsync();
        await WrongAsync();
        await ReadAsync("events", Readings.Events(null, 0, 1000), CliJson.Default.EventsResource);
        await ReadAsync("flags at the end", Readings.Flags(), CliJson.Default.FlagsResource);
        await ReadAsync("digest", Readings.Digest(DateTimeOffset.UnixEpoch.AddYears(60), DateTimeOffset.UnixEpoch.AddYears(61)), type: null);
        return _told.ToString();
    }

    private async Task RolloutAsync()
    {
        await DoAsync("create", Doing.Create(new RolloutCreation { FeatureName = "Guarded", PlanName = "gate", WhitelistedCustomers = CustomerList.Of("acme") }, "spring"));
        await DoAsync("start too early", Doing.Start("guarded", force: false, "go"));
        await DoAsync("tick", Doing.Tick("guarded", "tested", done: true, null));
        await DoAsync("approve", Doing.Approve("guarded", "lead", "looked at it"));
        await DoAsync("start", Doing.Start("guarded", force: false, "go"));
        await DoAsync("advance too early", Doing.Advance("guarded", force: false, null));
        await ReadAsync("assessment", Readings.Assessment("guarded"), CliJson.Default.AssessmentResource);
        await ReadAsync("rollout", Readings.Rollout("GUARDED"), CliJson.Default.RolloutResource);
        await DoAsync("hold", Doing.Hold("guarded", TimeSpan.FromDays(3), "weekend"));
        await DoAsync("hold too long", Doing.Hold("guarded", TimeSpan.FromDays(400), null));
        await DoAsync("resume", Doing.Resume("guarded", null));
        await DoAsync("pause", Doing.Pause("guarded", "looking"));
        await DoAsync("pause again", Doing.Pause("guarded", "looking"));
        await DoAsync("resume again", Doing.Resume("guarded", null));
        await ReadAsync("incident", Doing.ReportIncident("guarded", "P1", "orders are lost", null), CliJson.Default.ReportedResource);
        await DoAsync("resolve", Doing.ResolveIncident("guarded", "incident-1", "mended"));
        await DoAsync("resolve none", Doing.ResolveIncident("guarded", "incident-7", null));
        await DoAsync("value", Doing.ReportValue("guarded", "nps", 42, null));
        await DoAsync("milestone", Doing.MarkMilestone("guarded", "announced", "done", null));
        await DoAsync("observe", Doing.SetObserveOnly("guarded", observeOnly: true, null));
        await DoAsync("force", Doing.Advance("guarded", force: true, "the board wants it"));
        await DoAsync("force without a reason", Doing.Advance("guarded", force: true, null));
        await DoAsync("previous", Doing.Previous("guarded", "alpha", "too fast"));
        await ReadAsync("stats", Readings.Stats("guarded"), CliJson.Default.StatsResource);
        await ReadAsync("report", Readings.Report("guarded"), type: null);
        await DoAsync("remove too early", Doing.Remove("guarded", null));
        await DoAsync("rollback", Doing.Rollback("guarded", "orders are lost"));
        await DoAsync("remove", Doing.Remove("guarded", "over"));
        await DoAsync("start what is planned", Doing.Start("planned", force: true, "at once"));
        await DoAsync("replan", Doing.Replan("planned", force: true, "again"));
    }

    private async Task HandAsync()
    {
        await DoAsync("percentage", Doing.SetPercentage("with-rules", 40, "more"));
        await DoAsync("fix", Doing.FixAnswer("search", "acme", enabled: true, new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero), "pilot"));
        await DoAsync("unfix", Doing.UnfixAnswer("search", "acme", null));
        await DoAsync("include", Doing.Include("search", CustomerList.Of("acme", "initech"), null));
        await DoAsync("exclude", Doing.Exclude("search", CustomerList.Of("initech"), null));
        await ReadAsync("flag", Readings.Flag("search"), CliJson.Default.FlagResource);
        await ReadAsync("explain", Readings.Explain("with_rules", "acme", new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["vertical"] = JsonElement.Parse("\"e-commerce\"") }), CliJson.Default.ExplanationResource);
        EvaluationContext[] people = [.. Enumerable.Range(0, 40).Select(i => EvaluationContext.For("customer-" + i.ToString(CultureInfo.InvariantCulture)).With("vertical", i % 4 == 0 ? "e-commerce" : "services").With("seats", i))];
        await ReadAsync("preview", Readings.Preview("with_rules", 5, 60, people), CliJson.Default.PreviewResource);
        await ReadAsync("dependants", Readings.Dependants("chat"), CliJson.Default.DependantsResource);
        await DoAsync("kill", Doing.Kill("search", "provider is down"));
        var version = (await backend.DoAsync(Readings.Flag("search"), CancellationToken.None)).OwnVersion;
        await DoAsync("revive for a version that was", Doing.Revive("search", null) with { IfVersion = version - 1 });
        await DoAsync("revive for the version that is", Doing.Revive("search", null) with { IfVersion = version });
        await ReadAsync("erase", Doing.Erase("acme", "asked for it"), CliJson.Default.ErasureResource);
    }

    private async Task WrongAsync()
    {
        await ReadAsync("unknown flag", Readings.Flag("serch"), CliJson.Default.FlagResource);
        await ReadAsync("no name", Readings.Flag("a b c"), CliJson.Default.FlagResource);
        await ReadAsync("unknown rollout", Readings.Rollout("chat"), CliJson.Default.RolloutResource);
        await ReadAsync("explain an unknown flag", Readings.Explain("serch", "acme", new Dictionary<string, JsonElement>(StringComparer.Ordinal)), CliJson.Default.ExplanationResource);
        await DoAsync("pause an unknown flag", Doing.Pause("serch", null));
        await DoAsync("kill without a reason", Doing.Kill("search", ""));
        await DoAsync("create an unknown flag", Doing.Create(new RolloutCreation { FeatureName = "serch" }, null));
        await DoAsync("create along an unknown plan", Doing.Create(new RolloutCreation { FeatureName = "search", PlanName = "gait" }, null));
        await DoAsync("approve what nobody asks", Doing.Approve("planned", "leed", null));
        await DoAsync("a reason that is too long", Doing.Pause("planned", new string('x', 2001)));
        await DoAsync("a digest backwards", Readings.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
    }

    private Task DoAsync<T>(string name, Operation<T> operation) => TellAsync(name, async () =>
    {
        await backend.DoAsync(operation, CancellationToken.None);
        return "done";
    });

    private Task ReadAsync<T>(string name, Operation<T> operation, JsonTypeInfo<T>? type) => TellAsync(name, async () =>
    {
        var answer = await backend.DoAsync(operation, CancellationToken.None);
        return type is null ? answer!.ToString()! : JsonSerializer.Serialize(answer, type);
    });

    private async Task TellAsync(string name, Func<Task<string>> work)
    {
        string told;
        try
        {
            told = await work();
        }
        catch (CliException refused)
        {
            told = $"exit {refused.ExitCode}: {refused.Message}{string.Concat(refused.Details.Select(detail => "\n  " + detail))}";
        }

        _told.Append("## ").Append(name).Append('\n').Append(Mask(told)).Append('\n');
    }

    private static string Mask(string text) => Spans().Replace(Ages().Replace(Erased().Replace(Unread().Replace(Stores().Replace(Times().Replace(text, "TIME"), "STORE"), "\"unreadSince\": UNREAD"), "erased-ID"), "\"ageMs\": AGE"), "SPAN");

    [GeneratedRegex(@"(?<=over )[\d.]+ m?s|[\d.]+m?s(?= ago)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Times();

    [GeneratedRegex("store flags\\.json|postgresql [^\"]+? at [^\" ]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stores();

    [GeneratedRegex("\"unreadSince\": (null|\"TIME\")", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unread();

    [GeneratedRegex(@"""ageMs"": [\d.]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ages();

    [GeneratedRegex("erased-[0-9a-f-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Erased();
}
