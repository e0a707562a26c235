using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>
/// A section of configuration as .NET reads it from JSON: names without case, a <c>:</c> in a name as a level of its own, lists as
/// sections that are called by numbers, every value as text.
/// </summary>
internal sealed class Setting
{
    private readonly List<Setting> _children = [];
    private readonly Dictionary<string, Setting> _byName = new(StringComparer.OrdinalIgnoreCase);

    private Setting(string name, SourceNode at)
    {
        Name = name;
        At = at;
    }

    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public SourceNode At { get; private set; }

    /// <summary>The text; null where there is none.</summary>
    public string? Value { get; private set; }

    /// <summary>The sections in it, those of lists in order.</summary>
    public IReadOnlyList<Setting> Children => _children;

    /// <summary>The section of this name; null where it says nothing at all.</summary>
    public Setting? this[string name] =>
        _byName.GetValueOrDefault(name) is { IsThere: true } found ? found : null;

    private bool IsThere => Value is not null || _children.Count > 0;

    /// <summary>The text of a section in it; null where there is none, or it is empty.</summary>
    public string? Text(string name) => this[name]?.Value is { Length: > 0 } text ? text : null;

    /// <summary>Reads a whole file.</summary>
    public static Setting Of(SourceNode root)
    {
        var setting = new Setting("", root);
        setting.Fill(root);
        return setting;
    }

    private void Fill(SourceNode node)
    {
        At = node;
        switch (node.Kind)
        {
            case SourceKind.Map:
                foreach (var (name, value) in node.Members)
                {
                    var parent = this;
                    foreach (var part in name.Split(':'))
                    {
                        parent = parent.Child(part, value);
                    }

                    parent.Fill(value);
                }

                if (_children.TrueForAll(child => int.TryParse(child.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                {
                    _children.Sort((left, right) =>
                        int.Parse(left.Name, CultureInfo.InvariantCulture).CompareTo(int.Parse(right.Name, CultureInfo.InvariantCulture)));
                }

                break;
            case SourceKind.List:
                for (var i = 0; i < node.Items.Count; i++)
                {
                    Child(i.ToString(CultureInfo.InvariantCulture), node.Items[i]).Fill(node.Items[i]);
                }

                break;
            case SourceKind.Null:
                break;
            default:
                Value = node.Text;
                break;
        }
    }

    private Setting Child(string name, SourceNode at)
    {
        if (!_byName.TryGetValue(name, out var child))
        {
            _children.Add(child = _byName[name] = new Setting(name, at));
        }

        return child;
    }
}
