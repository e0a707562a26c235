using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>A feature as it is asked here.</summary>
/// <param name="key">Its name there.</param>
/// <param name="at">Where it stands.</param>
internal sealed class GrowthBookFeature(string key, SourceNode at)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<JsonElement> _values = [];

    public string Key => key;

    public SourceNode At => at;

    /// <summary>Every value that it can have.</summary>
    public IReadOnlyList<JsonElement> Values => _values;

    /// <summary>What is asked, in order; from the first that matches and gives a value it has that.</summary>
    public List<GrowthBookStep> Steps { get; } = [];

    /// <summary>Features that have to be true, else this has no value at all.</summary>
    public List<string> Requires { get; } = [];

    /// <summary>The place of the value that it has in the end.</summary>
    public int Default { get; set; }

    /// <summary>Whether it can be nothing but true, false or without a value.</summary>
    public bool IsBoolean => _values.All(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null);

    /// <summary>The place of a value; nothing at all is null.</summary>
    public int PlaceOf(SourceNode? value)
    {
        var element = SourceJson.Element(value);
        var text = element.GetRawText();
        if (!_places.TryGetValue(text, out var place))
        {
            place = _values.Count;
            _places.Add(text, place);
            _values.Add(element);
        }

        return place;
    }

    /// <summary>Whether the code gets nothing but its own fallback from a value: none, or the false of a feature that is on or off.</summary>
    public bool IsOff(int place) => _values[place].ValueKind == JsonValueKind.Null || (IsBoolean && _values[place].ValueKind == JsonValueKind.False);
}
