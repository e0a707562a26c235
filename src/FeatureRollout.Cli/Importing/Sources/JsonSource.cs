using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>Reads JSON, with comments and trailing commas, into nodes that know their places.</summary>
internal static class JsonSource
{
    private const int MostLevels = 128;

    /// <summary>For values out of what was read.</summary>
    public static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 2 * MostLevels };

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MostLevels };

    /// <summary>Reads a whole text.</summary>
    /// <param name="utf8">The text; a byte order mark is passed over.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="CliException">It is no JSON, or names a member twice; the place is named.</exception>
    public static SourceNode Read(ReadOnlySpan<byte> utf8, string name)
    {
        var text = SourceText.Utf8(utf8, name);
        var reader = new Utf8JsonReader(text, Options);
        var places = new Places(text, name);
        try
        {
            _ = reader.Read();
            var root = ReadValue(ref reader, ref places, SourcePath.Root);
            _ = reader.Read();
            return root;
        }
        catch (JsonException syntax)
        {
            throw Error(text, syntax, name, isFull: reader.CurrentDepth >= MostLevels - 1);
        }
    }

    private static SourceNode ReadValue(ref Utf8JsonReader reader, ref Places places, SourcePath path)
    {
        var (line, column) = places.Of((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new SourceNode { Kind = SourceKind.Map, Members = ReadMembers(ref reader, ref places, path), Line = line, Column = column, Place = path };
            case JsonTokenType.StartArray:
                List<SourceNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader, ref places, path.Item(items.Count)));
                }

                return new SourceNode { Kind = SourceKind.List, Items = items, Line = line, Column = column, Place = path };
            case JsonTokenType.String:
                return new SourceNode { Kind = SourceKind.Text, Text = Text(ref reader, places.Name, line, column), Line = line, Column = column, Place = path };
            default:
                var kind = reader.TokenType switch
                {
                    JsonTokenType.Number => SourceKind.Number,
                    JsonTokenType.Null => SourceKind.Null,
                    _ => SourceKind.Boolean,
                };
                return new SourceNode { Kind = kind, Text = Encoding.UTF8.GetString(reader.ValueSpan), Line = line, Column = column, Place = path };
        }
    }

    private static List<SourceMember> ReadMembers(ref Utf8JsonReader reader, ref Places places, SourcePath path)
    {
        List<SourceMember> members = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (line, column) = places.Of((int)reader.TokenStartIndex);
            var member = Text(ref reader, places.Name, line, column);
            if (!names.Add(member))
            {
                throw SourceText.Error(places.Name, line, column, $"\"{Plain.Text(member.Length > 80 ? member[..80] + "…" : member)}\" stands twice in {Plain.Text(path.ToString())}");
            }

            _ = reader.Read();
            members.Add(new SourceMember(member, ReadValue(ref reader, ref places, path.Member(member))));
        }

        return members;
    }

    private static string Text(ref Utf8JsonReader reader, string name, int line, int column)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw SourceText.Error(name, line, column, "this text has half of a surrogate pair");
        }
    }

    private static CliException Error(ReadOnlySpan<byte> text, JsonException syntax, string name, bool isFull)
    {
        var line = (int)(syntax.LineNumber ?? 0);
        var rest = text;
        for (var i = 0; i < line; i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        var bytes = Math.Min((int)(syntax.BytePositionInLine ?? 0), rest.Length);
        var isDeep = isFull && bytes < rest.Length && rest[bytes] is (byte)'[' or (byte)'{';
        return SourceText.Error(name, line + 1, Encoding.UTF8.GetCharCount(rest[..bytes]) + 1, isDeep ? "this is nested deeper than 128 levels" : "this is no JSON");
    }

    /// <summary>Lines and columns of byte offsets, asked for in ascending order.</summary>
    private ref struct Places(ReadOnlySpan<byte> text, string name)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _line = 1;
        private int _column = 1;
        private int _seen;

        public string Name { get; } = name;

        public (int Line, int Column) Of(int offset)
        {
            for (var next = _text[_seen..offset].IndexOf((byte)'\n'); next >= 0; next = _text[_seen..offset].IndexOf((byte)'\n'))
            {
                _seen += next + 1;
                (_line, _column) = (_line + 1, 1);
            }

            _column += Encoding.UTF8.GetCharCount(_text[_seen..offset]);
            _seen = offset;
            return (_line, _column);
        }
    }
}
