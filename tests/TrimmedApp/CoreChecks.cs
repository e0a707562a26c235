using System.Diagnostics.Metrics;
using FeatureRollout;

namespace TrimmedApp;

/// <summary>The core alone, without a host.</summary>
internal static class CoreChecks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void Evaluation()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "master": { "percentage": 100, "exclude": ["banned"] },
                "part": { "percentage": 25, "include": ["acme"], "requires": ["master"] } } }
            """);
        Check.That(flags.IsEnabled("part", "acme"), "acme is included");
        Check.That(!flags.IsEnabled("part", "banned"), "banned is excluded from what part requires");
        Check.That(flags.IsEnabled("unknown", "acme", defaultValue: true), "an unknown flag gives the default");
        Check.That(flags.Evaluate("part", "acme").Reason == FlagReason.Included, "the reason is the list");
        Check.That(flags.Explain("part", "acme").ToString().Contains("part", StringComparison.Ordinal), "the explanation names the flag");
        Check.That(flags.GetFlag("part").IsEnabled(flags.For("acme")), "a handle answers for one customer's view");
        Check.Ok("evaluation");
    }

    public static void Conditions()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "percentage": 0, "rules": [
                { "when": "email matches '@example[.](com|org)$'", "percentage": 100 },
                { "when": "seats >= 100 and app >= semver('2.0.0') and since < date('2026-01-01')", "percentage": 100 } ] } } }
            """);
        Check.That(flags.IsEnabled("f", EvaluationContext.For("a").With("email", "x@example.org")), "the expression matches");
        Check.That(!flags.IsEnabled("f", EvaluationContext.For("a").With("email", "x@example.net")), "the expression does not match");
        var context = EvaluationContext.For("a").With("seats", 100).With("app", "2.1.0").With("since", "2025-06-01");
        Check.That(flags.IsEnabled("f", context), "number, version and date compare");
        Check.Ok("conditions");
    }

    public static void Variants()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "percentage": 100, "variants": { "blue": { "weight": 100, "value": "#00f" } } },
                         "n": { "percentage": 100, "variants": { "some": { "weight": 100, "value": 12 } } } } }
            """);
        Check.That(flags.GetVariant("f", "acme", "grey") == "#00f", "a text");
        Check.That(flags.GetVariant("n", "acme", 1) == 12, "a number");
        Check.Ok("variants");
    }

    public static void DrawsOfOtherTools()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "taken": { "percentage": 50, "bucketing": "js-hash-100" },
                "drawn": { "percentage": 0, "rules": [
                    { "when": "true", "percentage": 15, "bucketing": "flagd", "salt": "drawn", "unit": "tenant", "continue": true },
                    { "when": "plan == 'pro'", "percentage": 100 } ] } } }
            """);
        Check.That(flags.IsEnabled("taken", "") && !flags.IsEnabled("taken", "a"), "the JavaScript hash of nothing is 0, and that of a 97");
        var tenants = Enumerable.Range(0, 1000).Select(i => EvaluationContext.For("acme").With("tenant", $"t{i}")).ToArray();
        Check.That(tenants.Count(tenant => flags.IsEnabled("drawn", tenant)) is > 100 and < 200, "a rule draws tenants by itself");
        Check.That(tenants.All(tenant => flags.IsEnabled("drawn", tenant.With("plan", "pro"))), "whom it leaves out the next rule is asked about");
        Check.Ok("draws of other tools");
    }

    public static async Task FileAsync(string path)
    {
        await File.WriteAllTextAsync(path, """{ "flags": { "f": { "percentage": 0 } } }""").ConfigureAwait(false);
        using var flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { new JsonFileProvider(path) } });
        using var stop = new CancellationTokenSource();
        var run = flags.RunAsync(stop.Token);
        Check.That(await flags.WaitUntilReadyAsync(Limit).ConfigureAwait(false) && !flags.IsEnabled("f", "acme"), "the file is loaded");
        Check.Ok("file");

        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = flags.OnChange("check", _ => changed.TrySetResult());
        await File.WriteAllTextAsync(path, """{ "flags": { "f": { "percentage": 100 } } }""").ConfigureAwait(false);
        await changed.Task.WaitAsync(Limit).ConfigureAwait(false);
        Check.That(flags.IsEnabled("f", "acme"), "the file is loaded again");
        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Check.Ok("reload");
    }

    public static void Metrics()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 100 } } }""");
        flags.IsEnabled("f", "acme");
        flags.RecordOutcome(flags.Evaluate("f", "acme"), FlagOutcome.Success(TimeSpan.FromMilliseconds(5)));
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "FeatureRollout" && instrument.Name == "feature_rollout.evaluations")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => counted += measured);
        listener.Start();
        listener.RecordObservableInstruments();
        Check.That(counted >= 2, "the questions are counted");
        Check.Ok("metrics");
    }
}
