using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// A JSON reader that notes what is wrong and goes on. Every <c>Read…</c> of a value starts on the value's first
/// token and ends on its last; where the value is not what was asked for, it notes that, passes over the value and
/// answers null. Only text that is not JSON at all stops it, with a <see cref="JsonException"/>.
/// </summary>
internal ref struct JsonCursor
{
    /// <summary>The most objects and arrays inside one another: 64 and more are refused.</summary>
    public const int MaximumDepth = 63;

    /// <summary>The same for stored documents.</summary>
    public const int MaximumStoredDepth = 255;

    /// <summary>Comments and trailing commas are allowed, since people write these files.</summary>
    public static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaximumDepth,
    };

    /// <summary>What a program stored holds copies of what people wrote, some levels further down.</summary>
    private static readonly JsonReaderOptions StoredOptions = Options with { MaxDepth = MaximumStoredDepth };

    private const int LongestQuote = 40;

    private readonly ReadOnlySpan<byte> _utf8;
    private Utf8JsonReader _reader;

    public JsonCursor(ReadOnlySpan<byte> utf8, FileReading reading)
    {
        _utf8 = utf8;
        _reader = new Utf8JsonReader(utf8, reading.IsStored ? StoredOptions : Options);
        Reading = reading;
    }

    /// <summary>What this reading gathers.</summary>
    public FileReading Reading { get; }

    /// <summary>The current token's kind.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>The current token's byte offset.</summary>
    public readonly int At => (int)_reader.TokenStartIndex;

    /// <summary>How many objects and arrays are open.</summary>
    public readonly int Depth =>
        _reader.CurrentDepth + (Token is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);

    /// <summary>Goes to the next token; false after the last.</summary>
    public bool Read() => _reader.Read();

    /// <summary>Goes to the end of the current value.</summary>
    public void Skip() => _reader.Skip();

    /// <summary>The bytes of the current string or name; false where they are escaped.</summary>
    public readonly bool TryGetPlainText(out ReadOnlySpan<byte> text)
    {
        text = _reader.ValueSpan;
        return !_reader.ValueIsEscaped;
    }

    /// <summary>The text of the current string or name.</summary>
    public readonly string Text() => JsonEscapes.Unescape(_reader.ValueSpan);

    /// <summary>Whether the current name is this one.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>Notes an error at the current token.</summary>
    public readonly void Refuse(string message) => Refuse(At, message);

    /// <summary>Notes an error.</summary>
    public readonly void Refuse(int at, string message) => Reading.Errors.Add(at, message);

    /// <summary>The line of a byte offset, counted from 1.</summary>
    public readonly int Line(int at) => FilePlaces.Line(_utf8, at);

    /// <summary>Notes that another kind of value was expected, and passes over the one that is here.</summary>
    /// <param name="expected">What was.</param>
    /// <param name="hint">What to do about it.</param>
    /// <param name="isSecret">Whether the value may be a customer's id, of which only the kind is told.</param>
    public void RefuseValue(string expected, string hint = "", bool isSecret = false)
    {
        var leaveOut = Token == JsonTokenType.Null ? "; leave it out instead" : "";
        Refuse($"expected {expected}, found {Found(isSecret)}{leaveOut}{hint}");
        Skip();
    }

    /// <summary>The current value in words, for an error.</summary>
    public readonly string Found(bool isSecret = false) => Token switch
    {
        JsonTokenType.String when isSecret => "a string",
        JsonTokenType.Number when isSecret => "a number",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Clip()}\" (a string)",
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => Clip(),
    };

    /// <summary>Whether an object starts here; else notes it and passes over the value.</summary>
    public bool IsObject(string expected, bool isSecret = false) => Is(JsonTokenType.StartObject, expected, isSecret);

    /// <summary>Whether an array starts here; else notes it and passes over the value.</summary>
    public bool IsArray(string expected, bool isSecret = false) => Is(JsonTokenType.StartArray, expected, isSecret);

    public bool? ReadBoolean()
    {
        if (Token is JsonTokenType.True or JsonTokenType.False)
        {
            return Token == JsonTokenType.True;
        }

        var unquoted = Token == JsonTokenType.String && (NameIs("true"u8) || NameIs("false"u8));
        RefuseValue("true or false", unquoted ? "; write it without quotes" : "");
        return null;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="expected">The value in words, for an error.</param>
    /// <param name="longest">The most UTF-16 units.</param>
    /// <param name="mayBeEmpty">Whether an empty string is taken.</param>
    public string? ReadText(string expected = "a string", int longest = int.MaxValue, bool mayBeEmpty = true)
    {
        if (!Is(JsonTokenType.String, expected))
        {
            return null;
        }

        var text = Text();
        if (!Reading.IsStored && (text.Length > longest || (text.Length == 0 && !mayBeEmpty)))
        {
            RefuseValue($"{expected} of {(mayBeEmpty ? 0 : 1)} to {longest} characters");
            return null;
        }

        return text;
    }

    /// <summary>Reads a whole number that is not negative.</summary>
    public int? ReadCount(string expected)
    {
        if (Token == JsonTokenType.Number && _reader.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        RefuseValue(expected);
        return null;
    }

    /// <summary>Reads a number that a double holds and that passes a test.</summary>
    public double? ReadNumber(string expected, Func<double, bool> isValid)
    {
        if (Token == JsonTokenType.Number && _reader.TryGetDouble(out var number) && double.IsFinite(number) && isValid(number))
        {
            return number;
        }

        RefuseValue(expected, Token == JsonTokenType.String && JsonNumbers.IsNumber(_reader.ValueSpan) ? "; write it without quotes" : "");
        return null;
    }

    /// <summary>The byte offset of a place in the current string, given in UTF-16 units of its text.</summary>
    public readonly int OffsetInText(int position) => At + 1 + JsonEscapes.OffsetOf(_reader.ValueSpan, position);

    /// <summary>Reads a number from 0 to a limit with at most three decimals.</summary>
    public decimal? ReadThousandths(decimal limit, string expected)
    {
        if (Token == JsonTokenType.Number)
        {
            if (JsonNumbers.TryGetThousandths(in _reader, limit, out var number))
            {
                return number;
            }

            RefuseValue(expected);
            return null;
        }

        RefuseValue(expected, Token == JsonTokenType.String && JsonNumbers.IsNumber(_reader.ValueSpan) ? "; write it without quotes" : "");
        return null;
    }

    public Percentage? ReadPercentage() =>
        ReadThousandths(100, "a number from 0 to 100 with at most three decimals") is { } percent
            ? Percentage.FromPercent(percent)
            : null;

    /// <summary>Reads a moment: a date, which stands for its midnight in UTC, or a date and time with its offset.</summary>
    public DateTimeOffset? ReadMoment()
    {
        const string Expected = "a date such as \"2027-01-31\" or a moment such as \"2027-01-31T09:00:00Z\"";
        if (!Is(JsonTokenType.String, Expected))
        {
            return null;
        }

        var text = Text();
        if (JsonMoments.TryParse(text, out var moment))
        {
            return moment;
        }

        RefuseValue(Expected, JsonMoments.LacksOffset(text) ? "; add Z for UTC, or an offset such as +01:00" : "");
        return null;
    }

    /// <summary>Reads a date.</summary>
    public DateOnly? ReadDay()
    {
        const string Expected = "a date such as \"2027-01-31\"";
        if (!Is(JsonTokenType.String, Expected))
        {
            return null;
        }

        if (JsonMoments.TryParseDay(Text(), out var day))
        {
            return day;
        }

        RefuseValue(Expected);
        return null;
    }

    /// <summary>Reads any value; in it, too, no name is given twice and every number is finite.</summary>
    public JsonElement ReadElement()
    {
        var start = _reader;
        SkipStrictly();
        return JsonElement.ParseValue(ref start);
    }

    /// <summary>Passes over a value whose content is read elsewhere, but not over names given twice in it.</summary>
    public void SkipStrictly()
    {
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            RefuseIfInfinite();
            return;
        }

        var open = new Stack<MapKeys?>();
        do
        {
            switch (Token)
            {
                case JsonTokenType.StartObject:
                    open.Push(new MapKeys());
                    break;
                case JsonTokenType.StartArray:
                    open.Push(null);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    open.Peek()!.Add(in this, Text());
                    break;
                default:
                    RefuseIfInfinite();
                    break;
            }
        }
        while (open.Count > 0 && Read());
    }

    private readonly void RefuseIfInfinite()
    {
        if (Token == JsonTokenType.Number && !(_reader.TryGetDouble(out var number) && double.IsFinite(number)))
        {
            Refuse($"expected a number that a double can hold, found {Found()}");
        }
    }

    private bool Is(JsonTokenType kind, string expected, bool isSecret = false)
    {
        if (Token == kind)
        {
            return true;
        }

        RefuseValue(expected, isSecret: isSecret);
        return false;
    }

    private readonly string Clip() => JsonEscapes.Clip(Text(), LongestQuote);
}
