using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Rollouts;

/// <summary>Makes the engine of rollouts from the services.</summary>
internal static class EngineFactory
{
    /// <exception cref="InvalidOperationException">There is no store.</exception>
    public static RolloutEngine Create(IServiceProvider services)
    {
        var store = services.GetService<IRolloutStateStore>() ?? throw new InvalidOperationException(
            "Rollouts need a store, and AddFeatureRollout() was given none. Add one, such as .AddJsonFileStore(\"flags.json\").");
        var options = services.GetRequiredService<IOptions<FeatureRolloutOptions>>().Value;
        var logger = ClientFactory.Logger(services);
        var made = new RolloutOptions
        {
            Interval = options.ControllerInterval,
            MetricTimeout = options.MetricTimeout,
            MayControl = options.RunController,
            LeaseDuration = options.LeaseDuration,
            OutcomeInterval = options.OutcomeInterval,
            ReportInterval = options.ReportInterval,
            OnNotice = notice => Log.Notice(logger, notice),
        };
        foreach (var source in services.GetServices<IMetricSource>())
        {
            made.MetricSources.Add(source);
        }

        foreach (var notifier in services.GetServices<INotifier>())
        {
            made.Notifiers.Add(notifier);
        }

        return new RolloutEngine(services.GetRequiredService<FeatureFlags>(), store, made);
    }
}
