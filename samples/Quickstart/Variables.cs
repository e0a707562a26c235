using System.Globalization;
using FeatureRollout;

namespace Quickstart;

/// <summary>A process that was started with these environment variables over a flag file.</summary>
internal static class Variables
{
    private const string Prefix = "FEATURE_";
    private const string Suffix = "_ENABLED";

    /// <summary>Starts a client; each value is a fraction from 0 to 1.</summary>
    public static async Task<FeatureFlags> StartAsync(string file, params (string Name, string Value)[] variables)
    {
        var said = new FlagSet
        {
            Flags = variables.Select(variable => Read(variable.Name, variable.Value)).ToDictionary(flag => flag.Key, StringComparer.Ordinal),
        };
        var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Providers = { new JsonFileProvider(FlagFile.PathOf(file)), new MemoryProvider(said, "environment") },
        });
        await flags.RefreshAsync();
        return flags;
    }

    private static FlagDefinition Read(string name, string value)
    {
        var key = name[Prefix.Length..].ToLowerInvariant();
        return new FlagDefinition
        {
            Key = key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? key[..^Suffix.Length] : key,
            Percentage = decimal.Parse(value, CultureInfo.InvariantCulture) * 100,
        };
    }
}
