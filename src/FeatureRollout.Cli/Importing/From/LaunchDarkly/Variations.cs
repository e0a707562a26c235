using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>The values that a flag gives, by their numbers.</summary>
internal sealed class Variations
{
    private readonly IReadOnlyList<SourceNode> _values;
    private readonly string[] _names;

    public Variations(IReadOnlyList<SourceNode> values)
    {
        _values = values;
        IsBoolean = values.All(value => value.Kind == SourceKind.Boolean);
        _names = IsBoolean ? [] : NamesOf(values);
    }

    /// <summary>Whether it gives nothing but true and false, so that it is on or off here.</summary>
    public bool IsBoolean { get; }

    /// <summary>The variants, in order and of weight 0; none of a boolean flag.</summary>
    public IEnumerable<FlagVariant> All =>
        _names.Select((name, i) => new FlagVariant { Name = name, Weight = 0, Value = NodeValue.Json(_values[i]) });

    /// <summary>Whether there is a variation of this number.</summary>
    public bool Has(int variation) => variation >= 0 && variation < _values.Count;

    /// <summary>Whether it is true.</summary>
    public bool IsTrue(int variation) => Has(variation) && _values[variation] is { Kind: SourceKind.Boolean, Text: "true" };

    /// <summary>The variant's name.</summary>
    public string NameOf(int variation) => _names[variation];

    /// <summary>A short text that can be a name is the name; else it is the number.</summary>
    private static string[] NamesOf(IReadOnlyList<SourceNode> values)
    {
        var isText = values.All(value => value.Kind == SourceKind.Text && FlagKey.IsValid(value.Text))
            && values.DistinctBy(value => value.Text, StringComparer.Ordinal).Count() == values.Count;
        return [.. values.Select((value, i) => isText ? value.Text : "variation" + i.ToString(CultureInfo.InvariantCulture))];
    }
}
