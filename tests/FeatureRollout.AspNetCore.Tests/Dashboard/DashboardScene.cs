using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

/// <summary>A dashboard with flags in all states, a week old, and with names and texts that want to be more than text.</summary>
internal static class DashboardScene
{
    public const string HostileCustomer = "<script>window.hit=1</script>\"'\u202Egnp.exe\u001B[31m red \u0007";

    public static readonly string LongCustomer = new('x', 512);

    private static readonly RolloutActor Ada = new("ada", "the plan says so");
    private static readonly RolloutActor Grace = new("grace", "support tickets about slow pages");

    public const string Json = """
        { "flags": {
            "new_checkout": { "enabled": true, "owner": "payments", "fallback": "The checkout of 2024", "salt": "shop", "rules": [ { "when": "vertical == 'services'", "percentage": 50 } ] },
            "sentiment_analysis": { "enabled": true, "owner": "support", "requires": ["conversations"] },
            "conversations": { "enabled": true, "owner": "support" },
            "outbound_calls": { "enabled": true, "owner": "telephony", "include": ["thompson-engineering"] },
            "advanced_analytics": { "enabled": true, "owner": "insights" },
            "storage_v2": { "enabled": true, "owner": "platform" },
            "tab_sync": { "enabled": true, "owner": "platform" },
            "performance_mode": { "enabled": true, "owner": "platform" },
            "dark_theme": { "enabled": true, "percentage": 100, "owner": "design", "expires": "2024-06-30" },
            "legacy_export": { "enabled": false, "owner": "reports" },
            "beta_search": { "percentage": 12.5, "owner": "search", "variants": { "compact": { "weight": 50, "value": "c" }, "wide": { "weight": 50, "value": "w" } } },
            "maintenance_banner": { "enabled": true, "permanent": true, "percentage": 0, "owner": "operations" },
            "no_owner_here": { "percentage": 5 },
            "hostile": { "percentage": 33.333, "owner": "<script>window.hit=1</script>\"'\u202Egnp.exe \u001B[31mred\u0007\r\nX-Injected: 1", "fallback": "<img src=x onerror=window.hit=1>", "message": "\u2066\u202E" },
            "a_flag_with_a_name_that_is_as_long_as_names_get_because_somebody_wanted_to_say_everything_in_it_at_once_and_nothing_less_version": { "percentage": 1, "owner": "a team with quite a long name as well, and a note about who is on call" } },
          "rollouts": { "performance_mode": { "plan": "canary" } },
          "plans": {
            "canary": { "description": "From one customer in a hundred to everybody in two weeks", "owner": "platform", "minimumSamples": 100,
              "rollbackWhen": ["error_rate > 5%"], "advanceWhen": ["open(P1) == 0"],
              "metrics": { "queue_lag": { "target": "< 30s", "alert": "> 60s" } },
              "alerts": [ { "name": "slow", "when": "p95(latency) > 800ms for 10m", "severity": "warning" } ],
              "stages": [
                { "name": "canary", "description": "A few customers who know of it", "percentage": 1, "minimumDuration": "24h", "advanceWhen": ["error_rate < 0.5% for 12h"] },
                { "name": "early", "percentage": 10, "minimumDuration": "2d", "advanceWhen": ["error_rate < 0.5% for 24h", "p95(latency) < 500ms for 24h"], "approvals": ["product"] },
                { "name": "half", "percentage": 50, "minimumDuration": "3d", "advanceWhen": ["error_rate < 0.5% for 48h"], "rollbackWhen": ["error_rate > 2%"] },
                { "name": "everybody", "percentage": 100 } ] } } }
        """;

    /// <summary>Starts it.</summary>
    public static async Task<DashboardApp> StartAsync(
        Action<FeatureRolloutWebOptions>? configure = null, Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder>? map = null)
    {
        var app = await DashboardApp.StartAsync(Json, configure, map: map, offset: TimeSpan.FromDays(-6));
        var manager = app.Manager;
        string[] moved = ["new_checkout", "sentiment_analysis", "outbound_calls", "advanced_analytics", "storage_v2", "tab_sync", "conversations"];
        foreach (var key in moved)
        {
            await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = key, PlanName = "canary" }, Ada);
            await manager.StartRolloutAsync(key, Ada, force: true);
        }

        await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "performance_mode" }, Ada);
        app.Time.Offset = TimeSpan.FromDays(-3);
        await Forward(manager, "new_checkout", 2);
        await Forward(manager, "sentiment_analysis", 1);
        await Forward(manager, "conversations", 4);
        await Forward(manager, "storage_v2", 2);
        app.Time.Offset = TimeSpan.FromHours(-5);
        await manager.HoldRolloutAsync("sentiment_analysis", TimeSpan.FromHours(26), Grace);
        await manager.PauseRolloutAsync("outbound_calls", Grace);
        await manager.RollbackFeatureAsync("storage_v2", new RolloutActor("controller", "error_rate 6.2 % over 5 %, proved with 412 samples"));
        app.Time.Offset = TimeSpan.FromMinutes(-40);
        await manager.KillFeatureAsync("tab_sync", new RolloutActor("<b>mallory</b>\u202E", "=HYPERLINK(\"http://evil.example\")\r\nand \u001B[31m more"));
        await manager.SetPercentageAsync("beta_search", 12.5m, Ada);
        await manager.SetCustomerFlagsAsync(HostileCustomer, new Dictionary<string, bool>(StringComparer.Ordinal) { ["beta_search"] = true }, Ada);
        await manager.SetCustomerFlagsAsync("acme", new Dictionary<string, bool>(StringComparer.Ordinal) { ["new_checkout"] = false }, new RolloutActor("ada", "asked to wait until their audit is over"));
        app.Time.Offset = TimeSpan.Zero;
        await app.Flags.RefreshAsync();
        Work(app.Flags, "new_checkout", 0.004, 0.003);
        Work(app.Flags, "sentiment_analysis", 0.021, 0.006);
        Work(app.Flags, "outbound_calls", 0.0, 0.001);
        foreach (var name in new[] { "new_chekout", "new_chekout", "</td><script>window.hit=1</script>", "retired\u202Eflag" })
        {
            _ = app.Flags.IsEnabled(name, "acme");
        }

        return app;
    }

    private static async Task Forward(IRolloutManager manager, string key, int stages)
    {
        for (var stage = 0; stage < stages; stage++)
        {
            await manager.AdvanceRolloutAsync(key, Ada, force: true);
        }
    }

    /// <summary>Work under a flag; every so many fail.</summary>
    private static void Work(FeatureFlags flags, string key, double failingOn, double failingOff)
    {
        const int Requests = 3_000;
        var on = 0;
        var off = 0;
        for (var request = 0; request < Requests; request++)
        {
            var answer = flags.Evaluate(key, EvaluationContext.For(request));
            var count = answer.Enabled ? ++on : ++off;
            var failing = answer.Enabled ? failingOn : failingOff;
            var isFailure = (int)(count * failing) != (int)((count - 1) * failing);
            flags.RecordOutcome(answer, new FlagOutcome(!isFailure, TimeSpan.FromMilliseconds(80 + (request % 90))));
        }
    }
}
