using Microsoft.Extensions.Configuration;

namespace FeatureRollout.Configuration;

/// <summary>What one configuration entry says. It never holds a value that was refused, which may be a secret.</summary>
/// <param name="Path">Its place in the configuration, for messages.</param>
/// <param name="Name">What it is about, without the prefix.</param>
/// <param name="IsMember">Whether it stands below the entry of that name.</param>
/// <param name="Setting">What it says; null where that was refused.</param>
/// <param name="Allowed">What would not be refused, for people.</param>
internal sealed record ConfigurationEntry(string Path, string Name, bool IsMember, FlagSetting? Setting, string Allowed)
{
    /// <summary>Reads all entries that start with the prefix, in ordinal order of their names.</summary>
    public static IReadOnlyList<ConfigurationEntry> Read(IConfiguration configuration, string prefix)
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var section in configuration.GetChildren().OrderBy(child => child.Key, StringComparer.Ordinal))
        {
            if (section.Key.Length <= prefix.Length || !section.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var name = section.Key[prefix.Length..];
            if (section.Value is { } value)
            {
                entries.Add(Parse(section.Path, name, false, value, FlagNames.IsPercentage(name) ? "percentage" : ""));
            }

            entries.AddRange(section.GetChildren().Select(member => Parse(member.Path, name, true, member.Value, member.Key.ToLowerInvariant())));
        }

        return entries;
    }

    private static ConfigurationEntry Parse(string path, string name, bool isMember, string? value, string member)
    {
        var (parsed, setting, allowed) = member switch
        {
            "" => (FlagSetting.TryParse(value, out var any), any, FlagSetting.Allowed),
            "percentage" => (FlagSetting.TryParsePercentage(value, out var percentage), percentage, FlagSetting.AllowedPercentage),
            "enabled" => (FlagSetting.TryParseSwitch(value, out var enabled), enabled, FlagSetting.AllowedSwitch),
            _ => (false, default, "allowed below a flag are enabled and percentage"),
        };
        return new ConfigurationEntry(path, name, isMember, parsed ? setting : null, allowed);
    }
}
