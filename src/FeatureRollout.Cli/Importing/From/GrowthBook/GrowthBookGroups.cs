using System.Text;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Saved groups, which become segments where a condition asks for them: one for each attribute that they are looked up by.</summary>
/// <param name="import">Takes segments and notes.</param>
/// <param name="groups">The map of groups; null where the file has none.</param>
internal sealed class GrowthBookGroups(Import import, SourceNode? groups)
{
    private readonly Dictionary<(string Group, string Attribute), string?> _made = [];

    /// <summary>The condition of being in a group; null where it cannot be carried, which is noted.</summary>
    /// <param name="at">Where the group is asked for.</param>
    /// <param name="group">The group.</param>
    /// <param name="attribute">What is looked up in it.</param>
    public string? Contains(SourceNode at, string group, GrowthBookAttribute attribute)
    {
        if (_made.TryGetValue((group, attribute.Name), out var known))
        {
            return known;
        }

        if (groups?[group] is not { Kind: SourceKind.List } members)
        {
            import.Tell(at, $"There is no saved group \"{group}\"; nobody is in it.");
            return ConditionText.Never;
        }

        var made = members.Items.Count == 0 ? ConditionText.Never
            : attribute.Name == "customerId" ? OfCustomers(group, members)
            : OfValues(group, members, attribute);
        _made.Add((group, attribute.Name), made);
        return made;
    }

    private string OfCustomers(string group, SourceNode members)
    {
        var ids = members.Items.Where(item => item.Kind is SourceKind.Text or SourceKind.Number && item.Text.Length > 0).ToArray();
        foreach (var tooLong in ids.Where(item => Encoding.UTF8.GetByteCount(item.Text) > CustomerList.MaximumIdLength))
        {
            import.Lose(tooLong, $"An id of more than {CustomerList.MaximumIdLength} bytes is left out of its group.");
        }

        var name = import.SegmentFor(group);
        import.Add(new SegmentDefinition
        {
            Name = name,
            Include = CustomerList.Of(ids.Select(item => item.Text).Where(id => Encoding.UTF8.GetByteCount(id) <= CustomerList.MaximumIdLength)),
        });
        return ConditionText.Segment(name);
    }

    private string? OfValues(string group, SourceNode members, GrowthBookAttribute attribute)
    {
        var text = attribute.Value.IsOneOf(members.Items, listsToo: true);
        if (!Condition.TryParse(text, out var condition, out _))
        {
            import.Lose(members, $"The group is too long to be looked up by \"{attribute.Name}\"; rules that ask for it count as not met.");
            return null;
        }

        var name = import.SegmentFor($"{group}.{attribute.Name}");
        import.Add(new SegmentDefinition { Name = name, When = condition });
        return ConditionText.Segment(name);
    }
}
