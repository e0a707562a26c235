namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Makes one flag of all filters of a feature. What cannot be carried counts as not met, and is noted.</summary>
internal sealed class FilterCombination(Import import, Feature feature, string key)
{
    private const int MostRules = 200;

    private readonly List<FilterMeaning> _filters = [.. (feature.Filters ?? []).Select(filter => FilterReader.Read(filter, import))];

    /// <summary>The flag as its filters make it, without variants.</summary>
    public FlagDefinition Carry()
    {
        var flag = new FlagDefinition { Key = key, Percentage = Percentage.Zero };
        flag = feature.Filters is null ? flag with { Percentage = Percentage.Full }
            : feature.NeedsAll ? All(flag)
            : Any(flag);
        return feature.Enabled ? flag : flag with { Enabled = false };
    }

    private FlagDefinition All(FlagDefinition flag)
    {
        if (_filters.Exists(filter => filter is FilterMeaning.Lost))
        {
            flag = flag with { Enabled = false };
            import.Tell(feature.At.At, "all filters are required and one is not carried, so the flag is disabled.");
        }

        if (_filters.Exists(filter => filter is FilterMeaning.Nobody))
        {
            return flag;
        }

        var windows = _filters.OfType<FilterMeaning.Window>().ToArray();
        if (windows.Length > 0)
        {
            var from = windows.Max(window => window.Time.From);
            var until = windows.Min(window => window.Time.Until);
            if (from >= until)
            {
                return flag;
            }

            flag = flag with { Schedule = new FlagSchedule(from, until) };
        }

        return Among(flag, [.. _filters.Where(filter => filter is FilterMeaning.Targeting or FilterMeaning.Random)], all: true);
    }

    private FlagDefinition Any(FlagDefinition flag)
    {
        if (_filters.Exists(filter => filter is FilterMeaning.Everybody))
        {
            return flag with { Percentage = Percentage.Full };
        }

        var windows = _filters.OfType<FilterMeaning.Window>().ToArray();
        var others = _filters.Where(filter => filter is FilterMeaning.Targeting or FilterMeaning.Random).ToArray();
        var isTimed = windows.Length > 0 && others.Length == 0;
        foreach (var window in windows.Skip(isTimed ? 1 : 0))
        {
            import.Lose(window.At.At, "a flag has one time in which it can be on at all; this window beside other filters counts as not met.");
        }

        return isTimed ? flag with { Schedule = windows[0].Time, Percentage = Percentage.Full }
            : others.Length == 0 ? flag
            : Among(flag, others, all: false);
    }

    /// <summary>Adds filters that hold for some; for none of them it is everybody.</summary>
    private FlagDefinition Among(FlagDefinition flag, IReadOnlyList<FilterMeaning> filters, bool all) => filters switch
    {
        [] => flag with { Percentage = Percentage.Full },
        [FilterMeaning.Random random] => flag with { Percentage = Percentage.FromThousandths(random.Thousandths) },
        [FilterMeaning.Targeting { Audience: var audience }] => WithAudience(flag, audience),
        _ => WithWays(flag, all ? Product(filters) : [.. filters.SelectMany(Ways)]),
    };

    private List<Way> Ways(FilterMeaning filter) => filter switch
    {
        FilterMeaning.Targeting targeting => targeting.Audience.Ways(import, feature.Name, key),
        FilterMeaning.Random random => [new Way(ConditionText.Always, random.Thousandths, "")],
        _ => [],
    };

    private List<Way> Product(IReadOnlyList<FilterMeaning> filters)
    {
        List<Way> product = [Way.Always];
        var isWhole = true;
        foreach (var filter in filters)
        {
            var pairs = product.SelectMany(_ => Ways(filter), (left, right) => left.And(right)).ToArray();
            isWhole &= !pairs.Contains(null);
            product = [.. pairs.OfType<Way>().Where(way => way.When != ConditionText.Never).Take(MostRules)];
            isWhole &= pairs.Length <= MostRules;
        }

        if (!isWhole)
        {
            import.Lose(feature.At.At, "filters that draw apart are all required; whoever needs more than one draw is left out.");
        }

        return product;
    }

    /// <summary>One targeting filter, in the words that a flag has for it.</summary>
    private FlagDefinition WithAudience(FlagDefinition flag, TargetedAudience audience)
    {
        var excluded = Audience.Of(audience.ExcludedUsers);
        if (audience.ExcludedGroups.Count > 0)
        {
            var groups = TargetedAudience.InGroups(import, key + ".excluded-groups", audience.ExcludedGroups);
            var name = LongConditions.Add(import, key + ".excluded-groups", new SegmentDefinition { Name = key, When = Condition.Parse(groups) });
            excluded = excluded with { Segments = [name] };
        }

        flag = WithWays(flag, [.. audience.GroupWays(feature.Name), new Way(ConditionText.Always, audience.Thousandths, feature.Name)]);
        return flag with
        {
            Include = audience.Users.Count > 0 ? Audience.Of(audience.Users) : null,
            Exclude = excluded.IsEmpty ? null : excluded,
        };
    }

    private FlagDefinition WithWays(FlagDefinition flag, List<Way> ways)
    {
        if (ways.Any(way => way is { IsFull: true, When: ConditionText.Always }))
        {
            return flag with { Percentage = Percentage.Full };
        }

        var last = ways.Count > 0 && ways[^1] is { When: ConditionText.Always } rest && rest.Salt == feature.Name ? ways[^1] : null;
        var rules = ways.Where(way => way != last && way.Thousandths > 0).Select(Rule).ToArray();
        return ways.All(way => way.IsFull) && last is null
            ? flag with { Rules = rules.Length > 0 ? rules : null }
            : Drawn(flag) with
            {
                Rules = rules.Length > 0 ? rules : null,
                Percentage = Percentage.FromThousandths(last?.Thousandths ?? 0),
            };
    }

    /// <summary>A flag that draws as the tool does.</summary>
    public FlagDefinition Drawn(FlagDefinition flag) =>
        flag with { Bucketing = MicrosoftImporter.Bucketing, Salt = key == feature.Name ? null : feature.Name };

    private FlagRule Rule(Way way) =>
        new(Condition.Parse(LongConditions.Short(import, key, way.When)), Percentage.FromThousandths(way.Thousandths))
        {
            Salt = way.IsFull || way.Salt == feature.Name ? null : way.Salt.Length > 0 ? way.Salt : feature.Name + "\npercentage",
            Continue = true,
        };
}
