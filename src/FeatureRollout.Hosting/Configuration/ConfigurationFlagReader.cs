using Microsoft.Extensions.Configuration;

namespace FeatureRollout.Configuration;

/// <summary>
/// Turns configuration entries into flag definitions and remembers each flag's last good one. It never keeps or
/// reports a value that it refused, which may be a secret. Not thread-safe.
/// </summary>
internal sealed class ConfigurationFlagReader(string prefix, bool onlyKnownFlags)
{
    private Dictionary<string, FlagDefinition> _lastGood = new(StringComparer.Ordinal);

    public FlagSet Read(IConfiguration configuration, IEnumerable<string> knownFlags)
    {
        var names = new FlagNames(knownFlags);
        var groups = new SortedDictionary<string, EntryGroup>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var section in configuration.GetChildren().OrderBy(child => child.Key, StringComparer.Ordinal))
        {
            if (section.Key.Length > prefix.Length && section.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                ReadEntry(section, names.Resolve(section.Key[prefix.Length..]), groups, problems);
            }
        }

        var flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        var lastGood = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        foreach (var (folded, group) in groups)
        {
            if (group.TryMerge(problems, out var setting))
            {
                lastGood[folded] = new FlagDefinition { Key = group.Key, Enabled = setting.Enabled, Percentage = setting.Percentage };
            }
            else if (_lastGood.TryGetValue(folded, out var kept))
            {
                lastGood[folded] = kept with { Key = group.Key };
            }

            if (lastGood.TryGetValue(folded, out var flag))
            {
                flags[flag.Key] = flag;
            }
        }

        _lastGood = lastGood;
        return new FlagSet { Flags = flags, Problems = problems };
    }

    private void ReadEntry(IConfigurationSection section, FlagName name, SortedDictionary<string, EntryGroup> groups, List<string> problems)
    {
        // Where any name may occur, a section that is called like a flag is somebody else's.
        var members = onlyKnownFlags ? [] : section.GetChildren().ToList();
        if ((onlyKnownFlags && !name.IsKnown) || (section.Value is null && members.Count == 0))
        {
            return;
        }

        if (!FlagNames.IsKey(name.Key))
        {
            problems.Add($"{section.Path}: not a flag's name; letters, digits, '.', '_' and '-' are allowed, 128 at most.");
            return;
        }

        if (!groups.TryGetValue(name.Folded, out var group))
        {
            groups[name.Folded] = group = new EntryGroup(name.Key);
        }

        if (section.Value is { } value)
        {
            group.Add(section.Path, Parse(value, name.IsPercentage ? "percentage" : ""));
        }

        foreach (var member in members)
        {
            group.Add(member.Path, Parse(member.Value, member.Key.ToLowerInvariant()));
        }
    }

    private static (FlagSetting? Setting, string Allowed) Parse(string? value, string member)
    {
        var (parsed, setting, allowed) = member switch
        {
            "" => (FlagSetting.TryParse(value, out var any), any, FlagSetting.Allowed),
            "percentage" => (FlagSetting.TryParsePercentage(value, out var percentage), percentage, FlagSetting.AllowedPercentage),
            "enabled" => (FlagSetting.TryParseSwitch(value, out var enabled), enabled, FlagSetting.AllowedSwitch),
            _ => (false, default, "allowed below a flag are enabled and percentage"),
        };
        return (parsed ? setting : null, allowed);
    }

    /// <summary>All entries for one flag.</summary>
    private sealed class EntryGroup(string key)
    {
        private readonly List<(string Path, FlagSetting Setting)> _settings = [];
        private readonly List<string> _refused = [];

        public string Key => key;

        public void Add(string path, (FlagSetting? Setting, string Allowed) entry)
        {
            if (entry.Setting is { } setting)
            {
                _settings.Add((path, setting));
            }
            else
            {
                _refused.Add($"{path}: refused for flag {key}; {entry.Allowed}.");
            }
        }

        /// <summary>One setting out of all entries: a kill wins, even beside a refused entry; else all have to be good and agree.</summary>
        public bool TryMerge(List<string> problems, out FlagSetting setting)
        {
            problems.AddRange(_refused);
            setting = new FlagSetting(false, null);
            if (_settings.Exists(entry => entry.Setting.IsKill))
            {
                return true;
            }

            var percentages = _settings.Where(entry => entry.Setting.Percentage is not null).ToList();
            if (percentages.Select(entry => entry.Setting.Percentage).Distinct().Count() > 1)
            {
                problems.Add($"{string.Join(" and ", percentages.Select(entry => entry.Path))}: different percentages for flag {key}; leave one of them.");
                return false;
            }

            setting = new FlagSetting(
                _settings.Exists(entry => entry.Setting.Enabled == true) ? true : null,
                percentages.Count == 0 ? null : percentages[0].Setting.Percentage);
            return _refused.Count == 0;
        }
    }
}
