using System;
using System.Globalization;
using System.Text;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>
/// Reads JSON with comments and trailing commas, as flag files are. Within a compiler no JSON library can be counted on; what the values
/// mean is for the library's own reader to say, so lists are passed over and nothing is converted.
/// </summary>
internal sealed class JsonText
{
    private const int MostLevels = 64;
    private const char End = '\0';

    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonText(string text) => _text = text;

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="JsonTextException">It is no JSON.</exception>
    public static JsonValue Read(string text)
    {
        var reader = new JsonText(text);
        reader.SkipSpace();
        var value = reader.ReadValue();
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Unexpected("the end");
    }

    private char Current => _at < _text.Length ? _text[_at] : End;

    private JsonValue ReadValue()
    {
        var start = _at;
        switch (Current)
        {
            case '{':
                var map = new JsonValue(JsonKind.Map, start, "");
                ReadItems('}', () =>
                {
                    var at = _at;
                    var name = Current == '"' ? ReadText() : throw Unexpected("a name in quotes");
                    SkipSpace();
                    Take(':', "':'");
                    SkipSpace();
                    map.Members.Add(new JsonMember(name, at, ReadValue()));
                });
                return map;
            case '[':
                ReadItems(']', () => ReadValue());
                return new JsonValue(JsonKind.List, start, "");
            case '"':
                return new JsonValue(JsonKind.Text, start, ReadText());
            default:
                while (char.IsLetterOrDigit(Current) || Current is '-' or '+' or '.')
                {
                    _at++;
                }

                var word = _text.Substring(start, _at - start);
                return word switch
                {
                    "null" => new JsonValue(JsonKind.Null, start, word),
                    "true" or "false" => new JsonValue(JsonKind.Boolean, start, word),
                    _ when IsNumber(word) => new JsonValue(JsonKind.Number, start, word),
                    _ => throw UnexpectedAt(start, "a value"),
                };
        }
    }

    private static bool IsNumber(string word)
    {
        var at = word.StartsWith("-", StringComparison.Ordinal) ? 1 : 0;
        var whole = Digits();
        if (whole == 0 || (whole > 1 && word[at - whole] == '0'))
        {
            return false;
        }

        if (At('.'))
        {
            at++;
            if (Digits() == 0)
            {
                return false;
            }
        }

        if (At('e') || At('E'))
        {
            at++;
            at += At('+') || At('-') ? 1 : 0;
            if (Digits() == 0)
            {
                return false;
            }
        }

        return at == word.Length;

        bool At(char sign) => at < word.Length && word[at] == sign;

        int Digits()
        {
            var start = at;
            while (at < word.Length && word[at] is >= '0' and <= '9')
            {
                at++;
            }

            return at - start;
        }
    }

    private void ReadItems(char close, Action readItem)
    {
        if (++_depth > MostLevels)
        {
            throw new JsonTextException(_at, $"more than {MostLevels} levels");
        }

        _at++;
        SkipSpace();
        while (Current != close)
        {
            readItem();
            SkipSpace();
            if (Current != close)
            {
                Take(',', $"',' or '{close}'");
                SkipSpace();
            }
        }

        _at++;
        _depth--;
    }

    private string ReadText()
    {
        var start = ++_at;
        while (Current is not ('"' or '\\') && Current >= ' ')
        {
            _at++;
        }

        if (Current == '"')
        {
            return _text.Substring(start, _at++ - start);
        }

        var text = new StringBuilder(_text, start, _at - start, 256);
        while (Current != '"')
        {
            if (Current < ' ')
            {
                throw Unexpected("the end of a text");
            }

            text.Append(Current == '\\' ? ReadEscape() : _text[_at++]);
        }

        _at++;
        return text.ToString();
    }

    private char ReadEscape()
    {
        _at++;
        var sign = Current;
        _at++;
        switch (sign)
        {
            case '"' or '\\' or '/':
                return sign;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length
                && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return (char)unit;
            default:
                throw UnexpectedAt(_at - 2, "an escape");
        }
    }

    private void SkipSpace()
    {
        while (true)
        {
            if (Current is ' ' or '\t' or '\r' or '\n' || (Current == '\uFEFF' && _at == 0))
            {
                _at++;
            }
            else if (Current == '/' && Follows("//"))
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (Current == '/' && Follows("/*"))
            {
                var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw new JsonTextException(_at, "a comment that does not end") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool Follows(string sign) => string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0;

    private void Take(char sign, string expected)
    {
        if (Current != sign)
        {
            throw Unexpected(expected);
        }

        _at++;
    }

    private JsonTextException Unexpected(string expected) => UnexpectedAt(_at, expected);

    private JsonTextException UnexpectedAt(int position, string expected) => new(
        position, position >= _text.Length ? $"expected {expected} but the file ends" : $"expected {expected} but found '{_text[position]}'");
}
