using System.Globalization;
using System.Text;

namespace FeatureRollout.Flags.Conditions;

/// <summary>Cuts a condition into tokens, one at a time.</summary>
internal sealed class ConditionLexer(string text)
{
    private static readonly (string Sign, ConditionTokenKind Kind)[] Signs =
    [
        ("&&", ConditionTokenKind.And), ("||", ConditionTokenKind.Or),
        ("==", ConditionTokenKind.Equal), ("!=", ConditionTokenKind.NotEqual),
        ("<=", ConditionTokenKind.LessOrEqual), (">=", ConditionTokenKind.GreaterOrEqual),
        ("<", ConditionTokenKind.Less), (">", ConditionTokenKind.Greater), ("!", ConditionTokenKind.Not),
        ("(", ConditionTokenKind.OpenParenthesis), (")", ConditionTokenKind.CloseParenthesis),
        ("[", ConditionTokenKind.OpenBracket), ("]", ConditionTokenKind.CloseBracket), (",", ConditionTokenKind.Comma),
    ];

    private int _at;

    /// <summary>The next token; <see cref="ConditionTokenKind.End"/> again and again after the last.</summary>
    public ConditionToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new ConditionToken(ConditionTokenKind.End, _at, _at, "");
        }

        return text[_at] switch
        {
            '\'' or '"' => ReadQuoted(ConditionTokenKind.Text),
            '`' => ReadQuoted(ConditionTokenKind.QuotedName),
            '-' => ReadNumber(),
            var digit when char.IsAsciiDigit(digit) => ReadNumber(),
            var letter when IsNameStart(letter) => ReadName(),
            _ => ReadSign(),
        };
    }

    /// <summary>
    /// Where in the condition the given unit of a quoted token's value stands, which is further on than
    /// in the value by the quote and the escapes before it.
    /// </summary>
    public int PositionInside(in ConditionToken token, int index)
    {
        var at = token.Start + 1;
        for (var i = 0; i < index && at < token.End - 1; i++)
        {
            at += text[at] != '\\' ? 1 : text[at + 1] == 'u' ? 6 : 2;
        }

        return at;
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';

    private ConditionToken ReadName()
    {
        var start = _at;
        while (_at < text.Length && IsNamePart(text[_at]))
        {
            _at++;
        }

        return new ConditionToken(ConditionTokenKind.Name, start, _at, text[start.._at]);
    }

    private ConditionToken ReadNumber()
    {
        var start = _at++;
        while (_at < text.Length && (IsNamePart(text[_at]) || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        var written = text[start.._at];
        return PlainNumber.TryRead(written, out var number)
            ? new ConditionToken(ConditionTokenKind.Number, start, _at, written, number)
            : throw new ConditionSyntaxException(
                start,
                Invariant($"Found {ConditionMessage.Show(written)} at position {start}, which is no number such as 40 or -2.5. ")
                + "A version is written semver('1.2.0'), a day date('2026-01-01').");
    }

    private ConditionToken ReadSign()
    {
        foreach (var (written, meant) in ConditionWords.LongerSigns)
        {
            if (IsNext(written))
            {
                throw Unknown(written, meant);
            }
        }

        foreach (var (sign, kind) in Signs)
        {
            if (IsNext(sign))
            {
                var start = _at;
                _at += sign.Length;
                return new ConditionToken(kind, start, _at, sign);
            }
        }

        foreach (var (written, meant) in ConditionWords.OtherSigns)
        {
            if (IsNext(written))
            {
                throw Unknown(written, meant);
            }
        }

        throw new ConditionSyntaxException(
            _at,
            Invariant($"Found {ConditionMessage.Show(text[_at].ToString())} at position {_at}, which begins nothing. ")
            + "A name with such a character stands in backquotes, a text in quotes.");
    }

    private ConditionToken ReadQuoted(ConditionTokenKind kind)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var character = text[_at++];
            if (character == text[start])
            {
                return new ConditionToken(kind, start, _at, value.ToString());
            }

            value.Append(character == '\\' ? ReadEscape(start) : character);
        }

        throw NotClosed(start);
    }

    private char ReadEscape(int quote)
    {
        if (_at == text.Length)
        {
            throw NotClosed(quote);
        }

        var character = text[_at++];
        switch (character)
        {
            case '\\' or '\'' or '"' or '`':
                return character;
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return (char)unit;
            default:
                throw new ConditionSyntaxException(
                    _at - 2,
                    Invariant($"Found {ConditionMessage.Show("\\" + character)} at position {_at - 2}, which is no escape. ")
                    + """Known are \\ \' \" \` \n \r \t and \u with four hexadecimal digits; a backslash is written \\.""");
        }
    }

    private ConditionSyntaxException NotClosed(int quote) => new(
        text.Length,
        Invariant($"The end was found where the quote {text[quote]} at position {quote} should be closed."));

    private ConditionSyntaxException Unknown(string written, string meant) => new(
        _at,
        Invariant($"Found {ConditionMessage.Show(written)} at position {_at}, which is no sign of this language.")
        + $" Did you mean {(meant.Contains(' ', StringComparison.Ordinal) ? meant : ConditionMessage.Show(meant))}?");

    private bool IsNext(string sign) => text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal);

    private static string Invariant(FormattableString message) => FormattableString.Invariant(message);
}
