using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Linting;

/// <summary>
/// Finds where parts of a file stand, all in one pass that goes only where something is wanted. A part is named by the members
/// that lead to it; an item of an array by its text, or by <c>#</c> and its number where it is no text.
/// </summary>
internal sealed class PlaceFinder
{
    private readonly Place _root = new();

    /// <summary>Asks for a part. What is not there gets the place of what is around it.</summary>
    public Place Want(params ReadOnlySpan<string> path)
    {
        var place = _root;
        foreach (var name in path)
        {
            place = place.Part(name);
        }

        return place;
    }

    /// <summary>Finds everything that was asked for, in a document that has been read without errors.</summary>
    public void Find(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, JsonCursor.Options);
        reader.Read();
        Visit(ref reader, _root);
        if (_root.Parts?.GetValueOrDefault("flags") is { At: 0 } flags)
        {
            // The other formats have the flags at the root.
            reader = new Utf8JsonReader(utf8, JsonCursor.Options);
            reader.Read();
            Visit(ref reader, flags);
        }
    }

    private static void Visit(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType == JsonTokenType.StartObject && place.Parts is { } members)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var at = (int)reader.TokenStartIndex;
                var member = members.GetValueOrDefault(JsonEscapes.Unescape(reader.ValueSpan));
                reader.Read();
                VisitPart(ref reader, member, at);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray && place.Parts is { } items)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                var name = reader.TokenType == JsonTokenType.String ? JsonEscapes.Unescape(reader.ValueSpan) : FormattableString.Invariant($"#{i}");
                VisitPart(ref reader, items.GetValueOrDefault(name), (int)reader.TokenStartIndex);
            }
        }
        else
        {
            reader.Skip();
        }
    }

    private static void VisitPart(ref Utf8JsonReader reader, Place? part, int at)
    {
        if (part is null)
        {
            reader.Skip();
            return;
        }

        part.Found(at);
        Visit(ref reader, part);
    }

    /// <summary>A part of the file.</summary>
    internal sealed class Place(Place? around = null)
    {
        private int _at;

        /// <summary>Its byte offset, or that of what is around it; 0 before it is found.</summary>
        public int At => _at > 0 ? _at : around?.At ?? 0;

        /// <summary>What is wanted within it; null for nothing.</summary>
        public Dictionary<string, Place>? Parts { get; private set; }

        /// <summary>Of several places the first counts.</summary>
        public void Found(int at) => _at = _at > 0 ? _at : at;

        public Place Part(string name)
        {
            Parts ??= new Dictionary<string, Place>(StringComparer.Ordinal);
            if (!Parts.TryGetValue(name, out var part))
            {
                part = new Place(this);
                Parts.Add(name, part);
            }

            return part;
        }
    }
}
