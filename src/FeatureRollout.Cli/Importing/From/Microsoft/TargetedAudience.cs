using System.Globalization;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Whom a targeting filter means.</summary>
internal sealed record TargetedAudience
{
    /// <summary>The attribute with the names of the customer's groups, a list.</summary>
    public const string GroupsAttribute = "groups";

    /// <summary>Those who are always in.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Shares of groups, in thousandths of a percent.</summary>
    public IReadOnlyList<(string Name, int Thousandths)> Groups { get; init; } = [];

    /// <summary>The share of everybody else.</summary>
    public int Thousandths { get; init; }

    /// <summary>Those who are never in.</summary>
    public IReadOnlyList<string> ExcludedUsers { get; init; } = [];

    /// <summary>The groups that are never in.</summary>
    public IReadOnlyList<string> ExcludedGroups { get; init; } = [];

    /// <summary>The customer is in one of these groups.</summary>
    public static string InGroups(Import import, string name, IEnumerable<string> groups) =>
        LongConditions.Any(import, name, [.. groups.Select(group => ConditionText.Compare(GroupsAttribute, "contains", ConditionText.Text(group)))]);

    /// <summary>The salt of a group's draw.</summary>
    public static string GroupSalt(string feature, string group) => $"{feature}\n{group}";

    /// <summary>The ways to be in, with the exclusions in their conditions.</summary>
    public List<Way> Ways(Import import, string feature, string key)
    {
        var excluded = ConditionText.Any([
            LongConditions.InTexts(import, key + ".excluded", EvaluationContext.CustomerIdName, ExcludedUsers), InGroups(import, key + ".excluded", ExcludedGroups)]);
        var rest = ConditionText.Not(excluded);
        List<Way> ways = [Way.For(ConditionText.All([LongConditions.InTexts(import, key + ".users", EvaluationContext.CustomerIdName, Users), rest]))];
        ways.AddRange(GroupWays(feature).Select(way => way with { When = ConditionText.All([way.When, rest]) }));
        ways.Add(new Way(rest, Thousandths, feature));
        return [.. ways.Where(way => way.Thousandths > 0 && way.When != ConditionText.Never)];
    }

    /// <summary>The ways of the groups, without the exclusions.</summary>
    public IEnumerable<Way> GroupWays(string feature) =>
        Groups.Where(group => group.Thousandths > 0).Select(group => new Way(
            ConditionText.Compare(GroupsAttribute, "contains", ConditionText.Text(group.Name)), group.Thousandths, GroupSalt(feature, group.Name)));

    /// <summary>Reads a filter's parameters; null, and noted, where the tool itself fails on them.</summary>
    public static TargetedAudience? Read(Setting filter, Import import)
    {
        const string NotMet = "the filter counts as not met";
        if (filter["Parameters"]?["Audience"] is not { } audience)
        {
            import.Lose(filter.At, $"a targeting filter without an audience is an error there; {NotMet}.");
            return null;
        }

        Members.NoteOthers(import, filter["Parameters"]!, "Audience");
        Members.NoteOthers(import, audience, "Users", "Groups", "DefaultRolloutPercentage", "Exclusion");
        if (audience["Exclusion"] is { } exclusion)
        {
            Members.NoteOthers(import, exclusion, "Users", "Groups");
        }

        if (audience["Users"] is not null || audience["Groups"] is not null || audience["Exclusion"] is not null)
        {
            import.TellOnce(filter.At, "users and groups are compared by case here, and so there unless code sets TargetingEvaluationOptions.IgnoreCase.");
        }

        var groups = new List<(string Name, int Thousandths)>();
        foreach (var group in audience["Groups"]?.Children ?? [])
        {
            Members.NoteOthers(import, group, "Name", "RolloutPercentage");
            if (group.Text("Name") is not { } name || Members.ReadShare(import, group, "RolloutPercentage", NotMet) is not { } share)
            {
                import.Lose(group.At, $"a group needs a name and a share from 0 to 100; {NotMet}.");
                return null;
            }

            // Of several with one name the tool asks the first.
            if (!groups.Exists(known => known.Name == name))
            {
                groups.Add((name, share));
            }
        }

        return Members.ReadShare(import, audience, "DefaultRolloutPercentage", NotMet) is not { } rest ? null : new TargetedAudience
        {
            Users = ReadUsers(audience["Users"], import),
            Groups = groups,
            Thousandths = rest,
            ExcludedUsers = ReadUsers(audience["Exclusion"]?["Users"], import),
            ExcludedGroups = [.. Texts(audience["Exclusion"]?["Groups"])],
        };
    }

    /// <summary>The ids of a list.</summary>
    public static List<string> ReadUsers(Setting? list, Import import)
    {
        List<string> users = [];
        foreach (var user in list?.Children ?? [])
        {
            if (user.Value is { } id && LongConditions.CanBeListed(id))
            {
                users.Add(id);
            }
            else
            {
                import.Lose(user.At, string.Create(CultureInfo.InvariantCulture, $"a customer in a list has 1 to {CustomerList.MaximumIdLength} bytes; this one is left out."));
            }
        }

        return users;
    }

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> Texts(Setting? list) => (list?.Children ?? []).Select(item => item.Value).OfType<string>();
}
