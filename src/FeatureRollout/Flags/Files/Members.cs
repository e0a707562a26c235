using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>The names that the members of one kind of object may have; at most 64.</summary>
/// <param name="owner">The kind of object, for errors, such as <c>a flag</c>.</param>
/// <param name="names">The names.</param>
internal sealed class MemberNames(string owner, params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The names, in the order in which errors list them.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Which name stands at the cursor; −1 for none of these.</summary>
    public int IndexOf(in JsonCursor cursor)
    {
        if (!cursor.TryGetPlainText(out var text))
        {
            return Array.IndexOf(names, cursor.Text());
        }

        for (var i = 0; i < _utf8.Length; i++)
        {
            if (text.SequenceEqual(_utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What is wrong with a name that is not one of these.</summary>
    public string Refusal(string name, FileErrors errors)
    {
        var suggestion = errors.Suggest(name, Names);
        return $"unknown member \"{JsonEscapes.Clip(name, 40)}\""
            + (suggestion.Length > 0 ? suggestion : $"; {owner} has {string.Join(", ", Names)}");
    }
}

/// <summary>Goes through the members of an object; notes and passes over those that are unknown or given twice.</summary>
internal struct Members(MemberNames names)
{
    private Offsets _nameAt;
    private bool _hasUnknown;

    /// <summary>Goes to the value of the next known member; false at the object's end.</summary>
    public bool Next(ref JsonCursor cursor, out string name)
    {
        while (cursor.Read() && cursor.Token == JsonTokenType.PropertyName)
        {
            var index = names.IndexOf(in cursor);
            if (index >= 0 && _nameAt[index] == 0)
            {
                name = names.Names[index];
                _nameAt[index] = cursor.At;
                cursor.Read();
                return true;
            }

            if (index >= 0)
            {
                cursor.Refuse(MapKeys.Twice(in cursor, MapKeys.Quote(names.Names[index]), _nameAt[index]));
            }
            else if (!cursor.Reading.IsStored)
            {
                _hasUnknown = true;
                cursor.Refuse(names.Refusal(cursor.Text(), cursor.Reading.Errors));
            }

            cursor.Read();
            cursor.Skip();
        }

        name = "";
        return false;
    }

    /// <summary>Whether an unknown member was noted.</summary>
    public readonly bool HasUnknown => _hasUnknown;

    /// <summary>Notes each of these members that is missing.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="at">The place to name.</param>
    /// <param name="owner">Whose members they are, such as <c>a band</c>.</param>
    /// <param name="required">The members.</param>
    public readonly void Require(in JsonCursor cursor, int at, string owner, params ReadOnlySpan<string> required)
    {
        foreach (var name in required)
        {
            if (Lacks(name))
            {
                cursor.Refuse(at, $"{owner} needs \"{name}\"");
            }
        }
    }

    /// <summary>Whether a member is missing, and no unknown one was noted that may have been meant for it.</summary>
    public readonly bool Lacks(string name) => !_hasUnknown && At(name) == 0;

    /// <summary>The byte offset of a member's name; 0 where it has not been given.</summary>
    public readonly int At(string name)
    {
        for (var i = 0; i < names.Names.Count; i++)
        {
            if (names.Names[i] == name)
            {
                return _nameAt[i];
            }
        }

        return 0;
    }

    [InlineArray(64)]
    private struct Offsets
    {
        private int _first;
    }
}
