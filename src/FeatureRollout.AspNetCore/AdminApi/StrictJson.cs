using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Text;

namespace FeatureRollout.AdminApi;

/// <summary>
/// Reads a body strictly: one JSON value of exactly the members of its type, each at most once and never null. What is wrong is told with
/// member, line and column, which the serializer's own messages do not do in words for callers; it reads after all has been found right.
/// </summary>
internal static class StrictJson
{
    private const int Deepest = 16;

    public static T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        if (!Utf8.IsValid(body))
        {
            throw AdminProblemException.BadRequest("The body is not UTF-8.");
        }

        try
        {
            Check(body, type);
            return JsonSerializer.Deserialize(body, type)!;
        }
        catch (JsonException exception)
        {
            throw Problem(
                exception is { LineNumber: { } line, BytePositionInLine: { } column } ? Place.At(line + 1, column + 1) : default,
                exception.Path is { Length: > 2 } path ? path[2..] : null,
                "The body is not one JSON object as the documentation has it: a comma, quote or bracket is amiss, something follows it, or it is nested too deeply.");
        }
    }

    private static void Check(byte[] body, JsonTypeInfo type)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
        reader.Read();
        new Walk(body).Value(ref reader, type, "");
        reader.Read();
    }

    private static AdminProblemException Problem(Place place, string? field, string detail) =>
        new(AdminProblemException.BadRequest(detail, field).Problem with { Line = place.Line, Column = place.Column });

    private readonly record struct Place(long? Line, long? Column)
    {
        public static Place At(long line, long column) => new(line, column);

        public static Place Of(byte[] body, long offset)
        {
            var before = body.AsSpan(0, (int)offset);
            return new(before.Count((byte)'\n') + 1, offset - (before.LastIndexOf((byte)'\n') + 1) + 1);
        }
    }

    /// <summary>Goes through a body beside the type that it should have.</summary>
    private readonly struct Walk(byte[] body)
    {
        public void Value(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                throw Wrong(ref reader, path, "is null; leave out what is not meant");
            }

            switch (type.Kind)
            {
                case JsonTypeInfoKind.Object:
                    Members(ref reader, type, path);
                    break;
                case JsonTypeInfoKind.Dictionary:
                    Entries(ref reader, type, path);
                    break;
                case JsonTypeInfoKind.Enumerable:
                    Elements(ref reader, type, path);
                    break;
                default:
                    Leaf(ref reader, Nullable.GetUnderlyingType(type.Type) ?? type.Type, path);
                    break;
            }
        }

        private void Members(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
        {
            var start = reader.TokenStartIndex;
            Expect(ref reader, JsonTokenType.StartObject, path, "an object");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = Text(ref reader, path);
                var member = Inside(path, name);
                var property = type.Properties.FirstOrDefault(each => each.Name == name) ?? throw Unknown(ref reader, type, name, path);
                Once(ref reader, seen, name, path);
                reader.Read();
                Value(ref reader, type.Options.GetTypeInfo(property.PropertyType), member);
            }

            if (type.Properties.FirstOrDefault(each => each.IsRequired && !seen.Contains(each.Name)) is { } missing)
            {
                throw Problem(Place.Of(body, start), Inside(path, missing.Name), $"The member \"{Inside(path, missing.Name)}\" is missing.");
            }
        }

        private void Entries(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
        {
            Expect(ref reader, JsonTokenType.StartObject, path, "an object");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var element = type.Options.GetTypeInfo(type.ElementType!);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = Text(ref reader, path);
                Once(ref reader, seen, name, path);
                reader.Read();
                Value(ref reader, element, Inside(path, name));
            }
        }

        private void Elements(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
        {
            Expect(ref reader, JsonTokenType.StartArray, path, "an array");
            var element = type.Options.GetTypeInfo(type.ElementType!);
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Value(ref reader, element, FormattableString.Invariant($"{path}[{i}]"));
            }
        }

        private void Leaf(ref Utf8JsonReader reader, Type type, string path)
        {
            if (type == typeof(JsonElement))
            {
                Anything(ref reader, path);
            }
            else if (type == typeof(bool))
            {
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    throw Wrong(ref reader, path, "must be true or false");
                }
            }
            else if (type == typeof(decimal) || type == typeof(double))
            {
                Expect(ref reader, JsonTokenType.Number, path, "a number");
                if (type == typeof(decimal) ? !reader.TryGetDecimal(out _) : !reader.TryGetDouble(out var number) || !double.IsFinite(number))
                {
                    throw Wrong(ref reader, path, "is a number out of range");
                }
            }
            else
            {
                Expect(ref reader, JsonTokenType.String, path, "a text");
                _ = Text(ref reader, path);
                if (type == typeof(DateTimeOffset) && !reader.TryGetDateTimeOffset(out _))
                {
                    throw Wrong(ref reader, path, "must be a time as ISO 8601 has it, such as \"2027-01-31T00:00:00Z\"");
                }
            }
        }

        /// <summary>What is of no certain type: texts must be texts and names their only ones.</summary>
        private void Anything(ref Utf8JsonReader reader, string path)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    _ = Text(ref reader, path);
                    break;
                case JsonTokenType.StartArray:
                    for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                    {
                        Anything(ref reader, FormattableString.Invariant($"{path}[{i}]"));
                    }

                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    break;
                default:
                    throw Wrong(ref reader, path, "must be a text, a number, true, false, or an array of texts");
            }
        }

        private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string path, string what)
        {
            if (reader.TokenType != token)
            {
                throw Wrong(ref reader, path, $"must be {what}");
            }
        }

        private void Once(ref Utf8JsonReader reader, HashSet<string> seen, string name, string path)
        {
            if (!seen.Add(name))
            {
                throw Problem(Here(ref reader), Inside(path, name), $"The member \"{Inside(path, name)}\" is there twice.");
            }
        }

        private AdminProblemException Unknown(ref Utf8JsonReader reader, JsonTypeInfo type, string name, string path)
        {
            string[] known = [.. type.Properties.Select(property => property.Name)];
            var nearest = NearestName.To(name, known);
            var member = Inside(path, name);
            return Problem(
                Here(ref reader), member, $"There is no member \"{member}\" here; {(nearest is null ? $"there are: {string.Join(", ", known)}." : $"did you mean \"{Inside(path, nearest)}\"?")}");
        }

        private AdminProblemException Wrong(ref Utf8JsonReader reader, string path, string what) =>
            Problem(Here(ref reader), path.Length == 0 ? null : path, path.Length == 0 ? $"The body {what}." : $"\"{path}\" {what}.");

        /// <summary>Half a surrogate pair, which JSON can escape, is no text.</summary>
        private string Text(ref Utf8JsonReader reader, string path)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw Wrong(ref reader, path, "holds half of a surrogate pair, which is no text");
            }
        }

        private Place Here(ref Utf8JsonReader reader) => Place.Of(body, reader.TokenStartIndex);

        private static string Inside(string path, string name) => path.Length == 0 ? FlagNames.Shown(name) : $"{path}.{FlagNames.Shown(name)}";
    }
}
