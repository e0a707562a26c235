using FeatureRollout.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>
/// One reading of a YAML document, event by event. Aliases are written out, so that a path leads to each value; how much they may
/// make, and how deep all of it is, is bounded. Not thread-safe.
/// </summary>
internal sealed class YamlReading(IParser events, string name)
{
    private const int MostLevels = 128;
    private const int MostCopies = 1_000_000;
    private const string Tags = "tag:yaml.org,2002:";

    /// <summary>Null for one that is still being read.</summary>
    private readonly Dictionary<string, SourceNode?> _anchors = new(StringComparer.Ordinal);
    private int _copies;

    /// <summary>Reads the only document.</summary>
    public SourceNode ReadDocument()
    {
        _ = events.Consume<StreamStart>();
        if (events.Accept<StreamEnd>(out _))
        {
            return new SourceNode { Kind = SourceKind.Null, Text = "null", Line = 1, Column = 1, Place = SourcePath.Root };
        }

        _ = events.Consume<DocumentStart>();
        var root = Read(SourcePath.Root, 1);
        _ = events.Consume<DocumentEnd>();
        if (events.Accept<DocumentStart>(out var second))
        {
            throw Error(second, "a second document begins here; one is read, so split the file");
        }

        _ = events.Consume<StreamEnd>();
        return root;
    }

    private SourceNode Read(SourcePath place, int level)
    {
        if (events.TryConsume<AnchorAlias>(out var alias))
        {
            return Copy(Anchored(alias), place, level, alias);
        }

        var start = events.Consume<NodeEvent>();
        ThrowIfDeep(start, level);
        var anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        var node = start switch
        {
            Scalar scalar => ReadScalar(scalar, place),
            MappingStart map => ReadMap(map, place, level),
            _ => ReadList((SequenceStart)start, place, level),
        };
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private SourceNode ReadScalar(Scalar scalar, SourcePath place)
    {
        var plain = YamlScalars.Read(scalar.Value);
        var wanted = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? null : scalar.Tag.Value;
        var (kind, text) = wanted switch
        {
            null => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? plain : (SourceKind.Text, scalar.Value),
            Tags + "str" => (SourceKind.Text, scalar.Value),
            Tags + "int" or Tags + "float" when plain.Kind == SourceKind.Number => plain,
            Tags + "bool" when plain.Kind == SourceKind.Boolean => plain,
            Tags + "null" when plain.Kind == SourceKind.Null => plain,
            _ => throw Error(scalar, $"the tag {Plain.Text(Short(wanted))} is none of the core schema, or does not fit its value"),
        };
        return new SourceNode { Kind = kind, Text = text, Line = (int)scalar.Start.Line, Column = (int)scalar.Start.Column, Place = place };
    }

    private SourceNode ReadList(SequenceStart start, SourcePath place, int level)
    {
        ThrowIfTagged(start, "seq");
        List<SourceNode> items = [];
        while (!events.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Read(place.Item(items.Count), level + 1));
        }

        return new SourceNode { Kind = SourceKind.List, Items = items, Line = (int)start.Start.Line, Column = (int)start.Start.Column, Place = place };
    }

    private SourceNode ReadMap(MappingStart start, SourcePath place, int level)
    {
        ThrowIfTagged(start, "map");
        List<SourceMember> members = [];
        List<(SourceNode Node, ParsingEvent At)> merged = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            var at = events.Current!;
            var member = ReadName(place, level);
            if (!names.Add(member))
            {
                throw Error(at, $"\"{Plain.Text(Short(member))}\" stands twice in {Plain.Text(place.ToString())}");
            }

            var value = Read(place.Member(member), level + 1);
            if (at is Scalar { Style: ScalarStyle.Plain, Value: "<<" })
            {
                merged.AddRange(Merged(value, at).Select(map => (map, at)));
            }
            else
            {
                members.Add(new SourceMember(member, value));
            }
        }

        // What the map says itself comes first, and then the first of several that are merged.
        foreach (var (node, at) in merged)
        {
            members.AddRange(node.Members.Where(member => names.Add(member.Name)).Select(member => new SourceMember(member.Name, Copy(member.Value, place.Member(member.Name), level + 1, at))));
        }

        return new SourceNode { Kind = SourceKind.Map, Members = members, Line = (int)start.Start.Line, Column = (int)start.Start.Column, Place = place };
    }

    private string ReadName(SourcePath place, int level)
    {
        if (events.Current is Scalar { Anchor.IsEmpty: true } scalar)
        {
            _ = events.MoveNext();
            return scalar.Value;
        }

        var start = events.Current!;
        var read = Read(place, level + 1);
        return read.Kind is SourceKind.List or SourceKind.Map ? throw Error(start, "a name is wanted here, not a list or a map") : read.Text;
    }

    private IReadOnlyList<SourceNode> Merged(SourceNode value, ParsingEvent at)
    {
        var maps = value.Kind == SourceKind.List ? value.Items : [value];
        return maps.All(map => map.Kind == SourceKind.Map) ? maps : throw Error(at, "<< takes a map, or a list of maps");
    }

    private SourceNode Anchored(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Error(alias, $"there is no anchor {Plain.Text(Short(alias.Value.Value))} before this");
        }

        return node ?? throw Error(alias, $"the anchor {Plain.Text(Short(alias.Value.Value))} holds itself");
    }

    /// <summary>The same content at another path; its line stays where people find it.</summary>
    private SourceNode Copy(SourceNode node, SourcePath place, int level, ParsingEvent at)
    {
        ThrowIfDeep(at, level);
        if (++_copies > MostCopies)
        {
            throw Error(at, "the aliases make more than 1,000,000 values");
        }

        return new SourceNode
        {
            Kind = node.Kind,
            Text = node.Text,
            Items = node.Items.Count == 0 ? [] : [.. node.Items.Select((item, i) => Copy(item, place.Item(i), level + 1, at))],
            Members = node.Members.Count == 0 ? [] : [.. node.Members.Select(member => new SourceMember(member.Name, Copy(member.Value, place.Member(member.Name), level + 1, at)))],
            Line = node.Line,
            Column = node.Column,
            Place = place,
        };
    }

    private void ThrowIfDeep(ParsingEvent at, int level)
    {
        if (level > MostLevels)
        {
            throw Error(at, "this is nested deeper than 128 levels");
        }
    }

    private void ThrowIfTagged(NodeEvent start, string tag)
    {
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != Tags + tag)
        {
            throw Error(start, $"the tag {Plain.Text(Short(start.Tag.Value))} is none of the core schema, or does not fit its value");
        }
    }

    private CliException Error(ParsingEvent at, string message) => SourceText.Error(name, at.Start.Line, at.Start.Column, message);

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
