using System.Text;
using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// Works out line, column and path of byte offsets by reading the document once more. Where names are customers' ids, the
/// path has their position instead, as in <c>$.flags.search.overrides[2].until</c>.
/// </summary>
internal ref struct FilePlaces
{
    private const int LongestName = 128;

    /// <summary>What customers are listed under; as an object, some by mistake, it has their ids for names.</summary>
    private static readonly string[] CustomersByName =
        ["overrides", "include", "exclude", "added", "customers", "beta_customers", "whitelist"];

    private static readonly string[] Sections = ["flags", "segments", "plans", "rollouts"];

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly List<Level> _levels = [];
    private int _line = 1;
    private int _lineStart;
    private int _counted;

    private FilePlaces(ReadOnlySpan<byte> utf8) => _utf8 = utf8;

    /// <summary>Gives each fault its place.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="file">Its name.</param>
    /// <param name="faults">The faults, by ascending offset.</param>
    public static List<FlagFileError> Find(ReadOnlySpan<byte> utf8, string file, List<FileFault> faults)
    {
        var places = new FilePlaces(utf8);
        var errors = new List<FlagFileError>(faults.Count);
        var reader = new Utf8JsonReader(utf8, JsonCursor.Options);
        try
        {
            while (errors.Count < faults.Count && reader.Read())
            {
                while (errors.Count < faults.Count && faults[errors.Count].At < reader.TokenStartIndex)
                {
                    errors.Add(places.Place(file, faults[errors.Count]));
                }

                places.Follow(in reader);
            }
        }
        catch (JsonException)
        {
            // The fault that stopped the first reading lies here too, and is among those still without a place.
        }

        while (errors.Count < faults.Count)
        {
            errors.Add(places.Place(file, faults[errors.Count]));
        }

        return errors;
    }

    /// <summary>The line that holds a byte offset, counted from 1.</summary>
    public static int Line(ReadOnlySpan<byte> utf8, int at) => 1 + utf8[..at].Count((byte)'\n');

    /// <summary>The byte offset at which the JSON reader gave up; the length of the text where it ended too early.</summary>
    public static int Offset(ReadOnlySpan<byte> utf8, JsonException syntax)
    {
        var at = 0;
        for (var line = syntax.LineNumber ?? 0; line > 0; line--)
        {
            var end = utf8[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                break;
            }

            at += end + 1;
        }

        return (int)Math.Min(utf8.Length, at + (syntax.BytePositionInLine ?? 0));
    }

    private void Follow(in Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            _levels.RemoveAt(_levels.Count - 1);
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _levels[^1] = _levels[^1] with { Index = _levels[^1].Index + 1, NameAt = (int)reader.TokenStartIndex + 1, Length = reader.ValueSpan.Length };
            return;
        }

        if (_levels is [.., { IsArray: true } array])
        {
            _levels[^1] = array with { Index = array.Index + 1 };
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _levels.Add(new Level(reader.TokenType == JsonTokenType.StartArray, -1, 0, 0));
        }
    }

    private FlagFileError Place(string file, FileFault fault)
    {
        var between = _utf8[_counted..fault.At];
        _line += between.Count((byte)'\n');
        _lineStart = between.LastIndexOf((byte)'\n') is >= 0 and var last ? _counted + last + 1 : _lineStart;
        _counted = fault.At;
        var column = 1 + Encoding.UTF8.GetCharCount(_utf8[_lineStart..fault.At]);
        return new FlagFileError(file, _line, column, Path(), fault.Message);
    }

    private readonly string Path()
    {
        var path = new StringBuilder("$");
        for (var i = 0; i < _levels.Count && _levels[i].Index >= 0; i++)
        {
            if (_levels[i].IsArray || IsCustomer(i))
            {
                path.Append('[').Append(_levels[i].Index).Append(']');
                continue;
            }

            var name = Name(i);
            if (FlagKey.IsValid(name) && !name.Contains('.', StringComparison.Ordinal))
            {
                path.Append('.').Append(name);
            }
            else
            {
                name = JsonEscapes.Clip(name, LongestName);
                path.Append("['").Append(name.Replace("'", "\\'", StringComparison.Ordinal)).Append("']");
            }
        }

        return path.ToString();
    }

    /// <summary>Whether the current name of a level is a customer's id. A flag may be called like a list, and is no list.</summary>
    private readonly bool IsCustomer(int level)
    {
        var isMemberOfFlag = level == 1 || (level == 2 && Sections.Contains(Name(0), StringComparer.Ordinal));
        return !isMemberOfFlag && level > 0 && !_levels[level - 1].IsArray && CustomersByName.Contains(Name(level - 1), StringComparer.Ordinal);
    }

    private readonly string Name(int level) => JsonEscapes.Unescape(_utf8.Slice(_levels[level].NameAt, _levels[level].Length));

    /// <summary>An object or array that is open.</summary>
    /// <param name="IsArray">Whether it is an array.</param>
    /// <param name="Index">The number of the current item or member; −1 before the first.</param>
    /// <param name="NameAt">The offset of the current member's name; 0 in an array.</param>
    /// <param name="Length">The length of the member's name in bytes.</param>
    private readonly record struct Level(bool IsArray, int Index, int NameAt, int Length);
}
