using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>Customers as JSON, one on each line: an object whose other members are attributes, or a text that is the id.</summary>
internal sealed class JsonLineCustomers(ByteSource source, string? idColumn) : CustomerReader(source)
{
    private const int MostMembers = 1000;

    private readonly List<string> _names = [];
    private readonly List<AttributeEntry> _members = [];
    private string? _idName;
    private long _line;

    public override string? IdColumn => _idName;

    public override IReadOnlyList<string> Columns => _names;

    public override bool KnowsColumns => false;

    public override CustomerRow? Next()
    {
        while (true)
        {
            var line = Source.PeekLine(LongestRecord + 2);
            if (line.IsEmpty && Source.Unread.IsEmpty)
            {
                return null;
            }

            _line++;
            if (line.Length > LongestRecord)
            {
                throw Source.Error(_line, 1, "the line is longer than 1,048,576 bytes");
            }

            var length = line.Length + (line.Length < Source.Unread.Length ? 1 : 0);
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                Source.Skip(length);
                continue;
            }

            var row = Read(line);
            Source.Skip(length);
            return row;
        }
    }

    private JsonRow Read(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            throw Source.Error(_line, ValidStart(line) + 1, "no UTF-8; the file is to be UTF-8 text");
        }

        var reader = new Utf8JsonReader(line);
        try
        {
            _ = reader.Read();
            _members.Clear();
            var row = reader.TokenType switch
            {
                JsonTokenType.String => new JsonRow(Checked(reader.GetString()!, _line, Column(line, reader.TokenStartIndex)), _line, []),
                JsonTokenType.StartObject => ReadObject(line, ref reader),
                JsonTokenType.StartArray => throw Error(line, reader, "a list; each line is to be one customer, as \"jq -c '.[]'\" makes them of a list"),
                _ => throw Error(line, reader, "neither an object nor a text; each line is to be one customer"),
            };
            return reader.Read() ? throw Error(line, reader, "more than one customer on the line") : row;
        }
        catch (JsonException wrong)
        {
            var text = wrong.Message.Split(" LineNumber:")[0];
            throw Source.Error(_line, Column(line, wrong.BytePositionInLine ?? 0), $"no JSON: {Plain.Text(text)} Each line is to be one customer, whole.");
        }
        catch (InvalidOperationException)
        {
            throw Error(line, reader, "half of a surrogate pair, which is no text");
        }
    }

    private JsonRow ReadObject(ReadOnlySpan<byte> line, ref Utf8JsonReader reader)
    {
        var (start, id, idStart) = (reader.TokenStartIndex, -1, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            if (_members.Exists(member => member.Name == name))
            {
                throw Error(line, reader, $"the member {Plain.Text(name)} stands twice");
            }

            if (_members.Count == MostMembers)
            {
                throw Error(line, reader, "more than 1,000 members");
            }

            _ = reader.Read();
            var isId = name == _idName;
            (id, idStart) = isId ? (_members.Count, reader.TokenStartIndex) : (id, idStart);
            _members.Add(new AttributeEntry(name, isId ? IdOf(line, ref reader) : ValueOf(line, name, ref reader)));
        }

        if (_idName is null)
        {
            var names = _members.ConvertAll(member => member.Name);
            id = IdColumns.Find(names, idColumn, out var trouble) ?? throw Source.Error(_line, Column(line, start), trouble.Replace("column", "member", StringComparison.Ordinal).Replace("--id-member", "--id-column", StringComparison.Ordinal));
            _idName = names[id];
            // What it is called is known now; the line is read again so that a number keeps its digits.
            _members.Clear();
            reader = new Utf8JsonReader(line);
            _ = reader.Read();
            return ReadObject(line, ref reader);
        }

        if (id < 0)
        {
            throw Source.Error(_line, Column(line, start), $"no member {Plain.Text(_idName)}, which is the id on the lines before{IdColumns.Meant(_idName, _members.ConvertAll(member => member.Name))}");
        }

        var text = Checked(_members[id].Value.Text, _line, Column(line, idStart));
        _members.RemoveAt(id);
        return new JsonRow(text, _line, [.. _members.Where(member => member.Value.Kind != AttributeKind.Missing)]);
    }

    private AttributeValue IdOf(ReadOnlySpan<byte> line, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => new AttributeValue(reader.GetString()),
        JsonTokenType.Number when !reader.ValueSpan.ContainsAny("-.eE"u8) || reader.TryGetInt64(out var whole) && whole != 0 && !reader.ValueSpan.ContainsAny(".eE"u8) =>
            new AttributeValue(Encoding.UTF8.GetString(reader.ValueSpan)),
        _ => throw Error(line, reader, "the id is to be a text or a whole number"),
    };

    private AttributeValue ValueOf(ReadOnlySpan<byte> line, string name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String:
                return new AttributeValue(reader.GetString());
            case JsonTokenType.True or JsonTokenType.False:
                return new AttributeValue(reader.GetBoolean());
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return new AttributeValue(whole);
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                return new AttributeValue(number);
            case JsonTokenType.StartArray:
                List<string> texts = [];
                while (reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    texts.Add(reader.GetString()!);
                }

                return reader.TokenType == JsonTokenType.EndArray ? new AttributeValue([.. texts]) : throw Unfit(line, reader);
            default:
                throw Unfit(line, reader);
        }

        CliException Unfit(ReadOnlySpan<byte> line, in Utf8JsonReader reader) =>
            Error(line, reader, $"{Plain.Text(name)} is to be a number, true or false, a text or a list of texts");
    }

    /// <summary>Lines mostly have the same members in the same order, whose names are not made anew.</summary>
    private string NameOf(ref Utf8JsonReader reader)
    {
        for (var tried = 0; tried < _names.Count; tried++)
        {
            var name = _names[(_members.Count + tried) % _names.Count];
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        var found = reader.GetString()!;
        if (_names.Count < MostMembers)
        {
            _names.Add(found);
        }

        return found;
    }

    private CliException Error(ReadOnlySpan<byte> line, in Utf8JsonReader reader, string message) => Source.Error(_line, Column(line, reader.TokenStartIndex), message);

    private static long Column(ReadOnlySpan<byte> line, long bytes) => Encoding.UTF8.GetCharCount(line[..(int)Math.Min(bytes, line.Length)]) + 1;

    private static int ValidStart(ReadOnlySpan<byte> line)
    {
        _ = Utf8.ToUtf16(line, new char[line.Length], out _, out var written, replaceInvalidSequences: false);
        return written;
    }
}

/// <summary>A customer with attributes.</summary>
internal sealed class JsonRow(string id, long line, AttributeEntry[] members) : CustomerRow(id, line)
{
    public override IEnumerable<AttributeEntry> Attributes => members;

    protected override AttributeValue Find(string name) => Array.Find(members, member => member.Name == name).Value;
}
