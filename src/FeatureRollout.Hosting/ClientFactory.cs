using FeatureRollout.Providers;
using FeatureRollout.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FeatureRollout;

/// <summary>Makes the client from the services.</summary>
internal static class ClientFactory
{
    public static FeatureFlags Create(IServiceProvider services) => new(Options(services));

    /// <exception cref="OptionsValidationException">An option is out of its bounds.</exception>
    internal static FeatureFlagsOptions Options(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<FeatureRolloutOptions>>().Value;
        var logger = Logger(services);
        var made = new FeatureFlagsOptions
        {
            Environment = options.Environment
                ?? services.GetService<IHostEnvironment>()?.EnvironmentName.ToLowerInvariant()
                ?? "production",
            PollInterval = options.PollInterval,
            ReadTimeout = options.ReadTimeout,
            LastKnownGoodPath = options.LastKnownGoodPath is { } path ? ContentRoot.Resolve(services, path) : null,
            TimeProvider = Clock(services),
            OnNotice = notice => Log.Notice(logger, notice),
        };

        made.SegmentLookup = services.GetRequiredService<SegmentCache>().Lookup;
        foreach (var registration in services.GetServices<ProviderRegistration>())
        {
            made.Providers.Add(registration.Make(services)
                ?? throw new InvalidOperationException("AddFeatureRollout().AddProvider(...): the factory returned null."));
        }

        return made;
    }

    /// <summary>The <see cref="TimeProvider"/> among the services, or the system's.</summary>
    internal static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    internal static ILogger Logger(IServiceProvider services) =>
        (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(Log.Category);
}
