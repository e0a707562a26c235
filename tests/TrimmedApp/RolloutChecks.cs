using FeatureRollout;

namespace TrimmedApp;

/// <summary>A rollout on the embedded store, and a simulated one.</summary>
internal static class RolloutChecks
{
    private static readonly RolloutActor Somebody = new("somebody", "checks");

    public static async Task StoreAsync(string path)
    {
        await File.WriteAllTextAsync(path, """{ "flags": { "f": {} }, "rollouts": { "f": { "plan": "pilot", "customers": ["ours"] } } }""").ConfigureAwait(false);
        using (var flags = await ServeAsync(path).ConfigureAwait(false))
        {
            await using var engine = new RolloutEngine(flags, new JsonFileRolloutStore(path));
            await engine.Manager.StartRolloutAsync("f", Somebody, force: true).ConfigureAwait(false);
            Check.That(flags.IsEnabled("f", "ours"), "a named customer is on from the first stage");
            for (var i = 0; i < 200; i++)
            {
                flags.RecordOutcome(flags.Evaluate("f", "ours"), FlagOutcome.Failure(OutcomeError.Of(new InvalidOperationException("broken"), "ours")));
            }

            Check.That(await engine.LookAsync().ConfigureAwait(false) > 0 && !flags.IsEnabled("f", "ours"), "a failing feature is rolled back");
        }

        using var again = await ServeAsync(path).ConfigureAwait(false);
        await using var other = new RolloutEngine(again, new JsonFileRolloutStore(path));
        var events = await other.Manager.ReadEventsAsync("f").ConfigureAwait(false);
        Check.That(events[^1].Change is RolloutChange.RolledBack && !again.IsEnabled("f", "ours"), "state and events are read again");
        Check.Ok("rollout");
    }

    public static async Task SimulationAsync()
    {
        var result = await new RolloutSimulation { Plan = ShippedPlans.Canary, Traffic = new TrafficModel { RequestsPerMinute = 100 }, Interval = TimeSpan.FromHours(1) }.SimulateAsync().ConfigureAwait(false);
        Check.That(result.Events.Count > 0, "a simulation has events");
        Check.Ok("simulation");
    }

    private static async Task<FeatureFlags> ServeAsync(string path)
    {
        var flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { new JsonFileProvider(path), new JsonFileRolloutStore(path) } });
        await flags.RefreshAsync().ConfigureAwait(false);
        return flags;
    }
}
