namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>What a value of a foreign file is.</summary>
internal enum SourceKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Map,
}

/// <summary>A value of a foreign file, JSON or YAML, that knows where it stands. Immutable.</summary>
internal sealed class SourceNode
{
    /// <summary>So many are looked through faster than found.</summary>
    private const int FewMembers = 16;

    private Dictionary<string, SourceNode>? _byName;

    public required SourceKind Kind { get; init; }

    /// <summary>The text; of a number and a truth value as JSON writes them.</summary>
    public string Text { get; init; } = "";

    /// <summary>The items of a list, in order.</summary>
    public IReadOnlyList<SourceNode> Items { get; init; } = [];

    /// <summary>The members of a map, in order; a name that stands twice is refused when the file is read.</summary>
    public IReadOnlyList<SourceMember> Members { get; init; } = [];

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>From 1, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>Where it stands among the others.</summary>
    public required SourcePath Place { get; init; }

    /// <summary>The same as text, such as <c>$.flags.search.rules[0]</c>; made when asked.</summary>
    public string Path => Place.ToString();

    /// <summary>The value of a member; null where there is none, or it is null, or this is no map.</summary>
    public SourceNode? this[string name] => Member(name) is { Kind: not SourceKind.Null } value ? value : null;

    /// <summary>The same, also where it is null.</summary>
    public SourceNode? Member(string name)
    {
        if (Members.Count > FewMembers)
        {
            _byName ??= Members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
            return _byName.GetValueOrDefault(name);
        }

        foreach (var member in Members)
        {
            if (string.Equals(member.Name, name, StringComparison.Ordinal))
            {
                return member.Value;
            }
        }

        return null;
    }
}

/// <summary>A member of a map.</summary>
internal readonly record struct SourceMember(string Name, SourceNode Value);
