using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Goes through an object whose names people choose; notes and passes over names given twice.</summary>
/// <param name="secretName">What errors call a name that they must not tell; null where they tell it.</param>
internal sealed class MapKeys(string? secretName = null)
{
    private readonly Dictionary<string, int> _at = new(StringComparer.Ordinal);

    /// <summary>The names so far, with their byte offsets.</summary>
    public IReadOnlyDictionary<string, int> Places => _at;

    /// <summary>Goes to the next name and on to its value; false at the object's end.</summary>
    public bool Next(ref JsonCursor cursor, out string key, out int at)
    {
        while (cursor.Read() && cursor.Token == JsonTokenType.PropertyName)
        {
            key = cursor.Text();
            at = cursor.At;
            var isNew = Add(in cursor, key);
            cursor.Read();
            if (isNew)
            {
                return true;
            }

            cursor.Skip();
        }

        key = "";
        at = 0;
        return false;
    }

    /// <summary>As <see cref="Next(ref JsonCursor, out string, out int)"/>, and notes names that break the rule for keys, unless a program stored them.</summary>
    public bool NextKey(ref JsonCursor cursor, out string key, out int at)
    {
        if (!Next(ref cursor, out key, out at))
        {
            return false;
        }

        if (!FlagKey.IsValid(key) && !cursor.Reading.IsStored)
        {
            cursor.Refuse(at, Invalid(key));
        }

        return true;
    }

    /// <summary>Takes the name at the cursor; notes it and answers false where the object had it before.</summary>
    public bool Add(in JsonCursor cursor, string key)
    {
        if (_at.TryAdd(key, cursor.At))
        {
            return true;
        }

        cursor.Refuse(Twice(in cursor, secretName ?? Quote(key), _at[key]));
        return false;
    }

    /// <summary>What is wrong with a name that breaks the rule for keys.</summary>
    public static string Invalid(string key) => $"{Quote(key)} is not a valid name; it takes {FlagKey.Rule}";

    /// <summary>What is wrong with a name given twice, which stands in quotes already where it is told.</summary>
    public static string Twice(in JsonCursor cursor, string name, int firstAt) =>
        FormattableString.Invariant($"{name} is given twice; the first is on line {cursor.Line(firstAt)}");

    /// <summary>A name in quotes, cut where it is long.</summary>
    public static string Quote(string name) => $"\"{JsonEscapes.Clip(name, 40)}\"";
}
