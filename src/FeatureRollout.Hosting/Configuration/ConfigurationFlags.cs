using FeatureRollout.Flags.Files;

namespace FeatureRollout.Configuration;

/// <summary>Turns configuration entries into flag definitions, and remembers each flag's last good one. Thread-safe.</summary>
/// <param name="onlyKnownFlags">Whether entries for flags that no other layer has are passed over in silence.</param>
internal sealed class ConfigurationFlags(bool onlyKnownFlags)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FlagDefinition> _lastGood = new(StringComparer.Ordinal);

    /// <summary>What the entries say where other layers have these flags. What was refused keeps what the flag's entries last said.</summary>
    public FlagSet Of(IReadOnlyList<ConfigurationEntry> entries, IEnumerable<string> knownFlags)
    {
        var problems = new List<string>();
        var groups = Group(entries, new FlagNames(knownFlags), problems);
        var flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var (folded, group) in groups)
            {
                if (group.TryMerge(problems, out var setting))
                {
                    _lastGood[folded] = new FlagDefinition { Key = group.Key, Enabled = setting.Enabled, Percentage = setting.Percentage };
                }

                if (_lastGood.TryGetValue(folded, out var flag))
                {
                    flags[group.Key] = flag with { Key = group.Key };
                }
            }
        }

        return new FlagSet { Flags = flags, Problems = problems };
    }

    /// <summary>Forgets the flags that no entry can be about any more.</summary>
    public void Forget(IReadOnlyList<ConfigurationEntry> entries)
    {
        var possible = entries.SelectMany(entry => FlagNames.Possible(entry.Name)).ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var folded in _lastGood.Keys.Where(folded => !possible.Contains(folded)).ToList())
            {
                _lastGood.Remove(folded);
            }
        }
    }

    private SortedDictionary<string, EntryGroup> Group(IReadOnlyList<ConfigurationEntry> entries, FlagNames names, List<string> problems)
    {
        var groups = new SortedDictionary<string, EntryGroup>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var name = names.Resolve(entry.Name);
            // Where any name may occur, a section that is called like a flag is somebody else's.
            if (onlyKnownFlags && (!name.IsKnown || entry.IsMember))
            {
                continue;
            }

            if (!FlagKey.IsValid(name.Key))
            {
                problems.Add($"{entry.Path}: not a flag's name; letters, digits, '.', '_' and '-' are allowed, 128 at most.");
                continue;
            }

            if (!groups.TryGetValue(name.Folded, out var group))
            {
                groups[name.Folded] = group = new EntryGroup(name.Key);
            }

            group.Add(entry);
        }

        return groups;
    }

    /// <summary>All entries for one flag.</summary>
    private sealed class EntryGroup(string key)
    {
        private readonly List<(string Path, FlagSetting Setting)> _settings = [];
        private readonly List<string> _refused = [];

        public string Key => key;

        public void Add(ConfigurationEntry entry)
        {
            if (entry.Setting is { } setting)
            {
                _settings.Add((entry.Path, setting));
            }
            else
            {
                _refused.Add($"{entry.Path}: refused for flag {key}; {entry.Allowed}.");
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
