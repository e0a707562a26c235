namespace FeatureRollout.Tests.Simulation;

/// <summary>The rollouts of <c>samples/plans</c> with a service that meets everything they ask, looked at every quarter of an hour.</summary>
internal static class Documents
{
    public static RolloutSimulation OutboundCalls() => Read("outbound-calls.json", "outboundCalls") with
    {
        Metrics = Metrics(
            ("uptime", 0.999), ("queue_processing", 20), ("queue_backlog", 40), ("db_pool", 0.4), ("slow_queries", 0.02), ("memory", 0.5),
            ("concurrent_calls", 120), ("retry_success", 0.55), ("voicemail_accuracy", 0.9), ("cost_per_call", 9), ("satisfaction", 4.5)),
    };

    public static RolloutSimulation PilotTiers() => Read("pilot-tiers.json", "phase2_enhanced_storage") with
    {
        // One percent of it is enough for the 95th percentile to be compared with that of the others.
        Traffic = Traffic(requestsPerMinute: 3_000, errorRate: 0.0002),
    };

    public static RolloutSimulation Analytics() => Read("analytics-canary.json", "analytics_enabled") with
    {
        Metrics = Metrics(
            ("db_cpu", 0.4), ("memory", 0.5), ("cpu", 0.5), ("cache_hit_rate", 0.9), ("vector_query_time", 0.05), ("ml_inference_time", 0.2),
            ("forecast_accuracy", 0.85)),
    };

    public static RolloutSimulation Phase4() => Read("phase4-ai-features.json", "sentiment_analysis") with
    {
        // One failure in two hundred requests of the four pilot customers would pause this plan.
        Traffic = Traffic(requestsPerMinute: 3_000, errorRate: 0.00002),
        Interval = TimeSpan.FromHours(1),
        People = new SimulatedPeople { Acts = [new SimulatedAct(TimeSpan.FromHours(2), (manager, key) => manager.CaptureBaselineAsync(key, new RolloutActor("engineering")))] },
        Metrics = Metrics(
            ("ml_api_latency", 0.8), ("ml_api_availability", 0.999), ("queue_lag", 2), ("queue_backlog", 10), ("db_pool", 0.4), ("db_query_time", 0.02),
            ("suggestion_error_rate", 0.01), ("conversations", 20_000), ("ml_cost_daily", 400), ("cost_per_conversation", 0.02), ("infrastructure_cost", 1),
            ("escalation_false_positives", 0.05), ("escalation_precision", 0.92), ("sentiment_accuracy", 0.9), ("category_accuracy", 0.9),
            ("suggestion_adoption", 0.4), ("activation_rate", 0.75), ("upgrade_rate", 0.2), ("support_tickets", 30), ("nps", 55)),
    };

    public static RolloutSimulation Deployment() => Read("phase4-deployment-day.json", "sentiment_analysis") with
    {
        People = new SimulatedPeople { Acts = [new SimulatedAct(TimeSpan.FromHours(10.5), (manager, key) => manager.StartRolloutAsync(key, new RolloutActor("devops", "own customers before the window opens"), force: true))] },
        Metrics = Metrics(
            ("omniops.sentiment.latency", 0.4), ("omniops.phase4.errors", 0.001), ("omniops.ml_api.availability", 0.999), ("omniops.queue.lag", 2),
            ("omniops.ml_api.cost_daily", 300)),
    };

    public static IReadOnlyDictionary<string, Func<SimulatedMoment, double?>> Metrics(params (string Name, double Value)[] values) =>
        values.ToDictionary(each => each.Name, each => (Func<SimulatedMoment, double?>)(_ => each.Value), StringComparer.Ordinal);

    /// <summary>The same with one metric another; null for no data.</summary>
    public static RolloutSimulation With(this RolloutSimulation simulation, string metric, Func<SimulatedMoment, double?> value) =>
        simulation with { Metrics = new Dictionary<string, Func<SimulatedMoment, double?>>(simulation.Metrics, StringComparer.Ordinal) { [metric] = value } };

    private static RolloutSimulation Read(string file, string rollout)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "FeatureRollout.Sdk.sln")))
        {
            root = root.Parent;
        }

        return RolloutSimulation.FromFlagFile(File.ReadAllText(Path.Combine(root.FullName, "samples", "plans", file)), rollout) with
        {
            Interval = TimeSpan.FromMinutes(15),
            Traffic = Traffic(requestsPerMinute: 500, errorRate: 0.0002),
        };
    }

    private static TrafficModel Traffic(double requestsPerMinute, double errorRate)
    {
        var service = new ServiceModel { ErrorRate = errorRate, MedianLatency = TimeSpan.FromMilliseconds(60), P95Latency = TimeSpan.FromMilliseconds(140) };
        return new TrafficModel { RequestsPerMinute = requestsPerMinute, Customers = 1_000, DailyWave = 0.3, On = service, Off = service };
    }
}
