using System.Collections.Generic;

namespace FeatureRollout.TypedFlags.Files;

internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Map,
}

/// <summary>A value of a JSON text that knows where it stands.</summary>
internal sealed class JsonValue(JsonKind kind, int position, string text)
{
    public JsonKind Kind { get; } = kind;

    /// <summary>In UTF-16 units from the start of the file.</summary>
    public int Position { get; } = position;

    /// <summary>The text; of a number and a truth value as it was written.</summary>
    public string Text { get; } = text;

    /// <summary>The members of a map, in order.</summary>
    public List<JsonMember> Members { get; } = [];

    /// <summary>The value of the last member of this name; null where there is none.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            for (var i = Members.Count - 1; i >= 0; i--)
            {
                if (Members[i].Name == name)
                {
                    return Members[i].Value;
                }
            }

            return null;
        }
    }
}

/// <summary>A member of a map.</summary>
internal readonly struct JsonMember(string name, int position, JsonValue value)
{
    public string Name { get; } = name;

    /// <summary>Where the name stands, in UTF-16 units from the start of the file.</summary>
    public int Position { get; } = position;

    public JsonValue Value { get; } = value;
}
