using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>An object that says, before anything else, which version of reader it needs at least.</summary>
/// <param name="shape">The object.</param>
/// <param name="needs">The version that a value needs; null where the first reads all.</param>
internal sealed class VersionedShape<T>(ObjectShape<T> shape, Func<T, int>? needs = null) : Shape<T>
    where T : class
{
    /// <inheritdoc/>
    public override void Write(StoredWriter writer, T value)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber(StoredReader.Name, needs?.Invoke(value) ?? StoredReader.First);
        shape.WriteMembers(writer, value);
        writer.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        return StoredReader.Suits(ref cursor) && shape.TryRead(ref cursor, out value);
    }
}

/// <summary>The version of what is read and written here.</summary>
internal static class StoredReader
{
    /// <summary>The version of reader that is needed where nothing new is said.</summary>
    public const int First = 1;

    /// <summary>The version of this reader.</summary>
    public const int Version = LeastReader.Newest;

    /// <summary>The member that says it.</summary>
    public const string Name = "reader";

    /// <summary>Whether the object at the cursor needs no newer reader than this; else that is noted, and the object passed over.</summary>
    public static bool Suits(ref JsonCursor cursor)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            cursor.RefuseValue("an object");
            return false;
        }

        if (Lookahead.Find(cursor, Name) is not { Token: JsonTokenType.Number } found)
        {
            cursor.Refuse("what is stored needs \"reader\", the version of reader that it needs");
        }
        else if (!int.TryParse(found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var needed) || needed > Version)
        {
            cursor.Refuse($"this needs reader {JsonEscapes.Clip(found.Text, 20)}, and this is reader {Version}; a newer version of the library wrote it");
        }
        else
        {
            return true;
        }

        cursor.Skip();
        return false;
    }

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="FlagFileException">Something is wrong in it; the places are given.</exception>
    public static T Read<T>(Shape<T> shape, ReadOnlySpan<byte> utf8, string name)
        where T : class
    {
        var reading = new FileReading { IsStored = true };
        var text = utf8;
        T? value = null;
        if (FileText.Check(ref text, reading.Errors))
        {
            var cursor = new JsonCursor(text, reading);
            try
            {
                cursor.Read();
                shape.TryRead(ref cursor, out value);
                _ = cursor.Read();
            }
            catch (JsonException syntax)
            {
                reading.Errors.Add(text, syntax, cursor.Depth);
            }
        }

        return reading.Errors.Count == 0 ? value! : throw reading.Errors.ToException(text, name);
    }
}
