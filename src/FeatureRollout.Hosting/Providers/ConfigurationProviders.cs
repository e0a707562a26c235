using FeatureRollout.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Providers;

/// <summary>Makes the providers that read the host's configuration.</summary>
internal static class ConfigurationProviders
{
    public static ConfigurationFlagProvider Prefixed(IServiceProvider services, string prefix)
    {
        var configuration = services.GetService<IConfiguration>() ?? throw new InvalidOperationException(
            "AddFeatureRollout().AddConfiguration() reads the IConfiguration among the services, and there is none. "
            + "A host registers it; else add one, such as new ConfigurationBuilder().AddEnvironmentVariables().Build(), as IConfiguration.");
        var keys = services.GetRequiredService<ProviderList>().AllKeys;
        return new ConfigurationFlagProvider(
            $"configuration {prefix}*", configuration, prefix, onlyKnownFlags: prefix.Length == 0,
            () => keys.All, keys.ChangeToken, FirstReads(services, keys));
    }

    public static ConfigurationFlagProvider Section(IServiceProvider services, IConfiguration section)
    {
        var keys = services.GetRequiredService<ProviderList>().SourceKeys;
        var name = section is IConfigurationSection { Path: { Length: > 0 } path } ? $"configuration {path}" : "configuration";
        return new ConfigurationFlagProvider(name, section, prefix: "", onlyKnownFlags: false,
            () => keys.All, keys.ChangeToken, FirstReads(services, keys));
    }

    private static Func<CancellationToken, Task> FirstReads(IServiceProvider services, KnownFlagKeys keys)
    {
        var clock = ClientFactory.Clock(services);
        return cancellationToken => keys.WaitForFirstReadsAsync(clock, cancellationToken);
    }
}
