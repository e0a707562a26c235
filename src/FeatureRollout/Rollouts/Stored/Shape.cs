using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>How one kind of value stands in stored JSON: its writer and its reader in one place, so that they cannot drift apart.</summary>
internal abstract class Shape<T>
{
    /// <summary>Writes a value.</summary>
    public abstract void Write(StoredWriter writer, T value);

    /// <summary>Reads the value at the cursor; false where an error was noted and the value passed over.</summary>
    public abstract bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out T value);
}

/// <summary>A value that is one JSON value of its own form.</summary>
internal sealed class LeafShape<T>(LeafShape<T>.Writing write, LeafShape<T>.Reading read) : Shape<T>
{
    public delegate void Writing(StoredWriter writer, T value);

    public delegate bool Reading(ref JsonCursor cursor, [MaybeNullWhen(false)] out T value);

    public override void Write(StoredWriter writer, T value) => write(writer, value);

    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out T value) => read(ref cursor, out value);
}

/// <summary>An array of values of one kind.</summary>
internal sealed class ListShape<T>(Shape<T> item) : Shape<IReadOnlyList<T>>
{
    public override void Write(StoredWriter writer, IReadOnlyList<T> value)
    {
        writer.Json.WriteStartArray();
        foreach (var entry in value)
        {
            item.Write(writer, entry);
        }

        writer.Json.WriteEndArray();
    }

    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (!cursor.IsArray("an array"))
        {
            return false;
        }

        var errors = cursor.Reading.Errors.Count;
        List<T> entries = [];
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (item.TryRead(ref cursor, out var entry))
            {
                entries.Add(entry);
            }
        }

        value = entries;
        return cursor.Reading.Errors.Count == errors;
    }
}

/// <summary>An object whose names people choose, and whose values are of one kind. Names are kept in their order.</summary>
internal sealed class MapShape<T>(Shape<T> item) : Shape<IReadOnlyDictionary<string, T>>
{
    public override void Write(StoredWriter writer, IReadOnlyDictionary<string, T> value)
    {
        var json = writer.Json;
        json.WriteStartObject();
        foreach (var (name, entry) in value)
        {
            if (JsonEscapes.IsWellFormed(name))
            {
                json.WritePropertyName(name);
                item.Write(writer, entry);
                continue;
            }

            using var buffer = new MemoryStream();
            using (var inner = new Utf8JsonWriter(buffer, StoredWriter.Options))
            {
                item.Write(new StoredWriter(inner), entry);
            }

            json.WriteRawValue([.. Encoding.ASCII.GetBytes(JsonEscapes.Escape(name)), (byte)':', .. buffer.ToArray()], skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, T> value)
    {
        value = null;
        if (!cursor.IsObject("an object"))
        {
            return false;
        }

        var errors = cursor.Reading.Errors.Count;
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        var keys = new MapKeys();
        while (keys.Next(ref cursor, out var name, out _))
        {
            if (item.TryRead(ref cursor, out var entry))
            {
                entries.Add(name, entry);
            }
        }

        value = entries;
        return cursor.Reading.Errors.Count == errors;
    }
}
