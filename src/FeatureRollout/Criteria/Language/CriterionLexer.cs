using System.Globalization;

namespace FeatureRollout.Criteria.Language;

/// <summary>Cuts a criterion into tokens, one at a time.</summary>
internal sealed class CriterionLexer(string text)
{
    /// <summary>The largest number; more would lose digits as a double.</summary>
    private const decimal LargestNumber = 1_000_000_000_000_000m;

    private int _at;

    /// <summary>The next token; <see cref="CriterionTokenKind.End"/> again and again after the last.</summary>
    public CriterionToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return _at == text.Length
            ? new CriterionToken(CriterionTokenKind.End, _at, "")
            : text[_at] switch
            {
                var digit when char.IsAsciiDigit(digit) => ReadNumber(),
                var letter when char.IsAsciiLetter(letter) || letter == '_' => ReadName(),
                _ => ReadSign(),
            };
    }

    private CriterionToken ReadName()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.'))
        {
            _at++;
        }

        return text[_at - 1] != '.'
            ? new CriterionToken(CriterionTokenKind.Name, start, text[start.._at])
            : throw new CriterionSyntaxException(
                _at - 1, CriterionMessage.At($"Found a name that ends in '.' at position {_at - 1}."));
    }

    private CriterionToken ReadNumber()
    {
        var start = _at;
        SkipDigits();
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            SkipDigits();
        }

        if (_at + 1 < text.Length && text[_at] == ',' && char.IsAsciiDigit(text[_at + 1]))
        {
            throw new CriterionSyntaxException(
                _at, CriterionMessage.At($"Found ',' at position {_at}: a number is written 1000 or 0.5, without commas."));
        }

        var written = text[start.._at];
        return decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= LargestNumber
            ? new CriterionToken(CriterionTokenKind.Number, start, written) { Number = number }
            : throw new CriterionSyntaxException(
                start, CriterionMessage.At($"The number at position {start} is too large: at most {LargestNumber:0} can be read."));
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
    }

    private CriterionToken ReadSign()
    {
        var rest = text.AsSpan(_at);
        foreach (var (written, meant) in CriterionWords.OtherSigns)
        {
            if (written.Length > 1 && rest.StartsWith(written, StringComparison.Ordinal))
            {
                throw NoSign(written, meant);
            }
        }

        foreach (var (written, sign) in CriterionWords.Signs)
        {
            if (rest.StartsWith(written, StringComparison.Ordinal))
            {
                return Take(CriterionTokenKind.Sign, written.Length) with { Sign = sign };
            }
        }

        foreach (var (written, meant) in CriterionWords.OtherSigns)
        {
            if (rest.StartsWith(written, StringComparison.Ordinal))
            {
                throw NoSign(written, meant);
            }
        }

        return text[_at] switch
        {
            '+' => Take(CriterionTokenKind.Plus, 1),
            '-' => Take(CriterionTokenKind.Minus, 1),
            '*' => Take(CriterionTokenKind.Times, 1),
            '/' => Take(CriterionTokenKind.Divide, 1),
            '%' => Take(CriterionTokenKind.Percent, 1),
            '(' => Take(CriterionTokenKind.OpenParenthesis, 1),
            ')' => Take(CriterionTokenKind.CloseParenthesis, 1),
            ',' => Take(CriterionTokenKind.Comma, 1),
            _ => throw new CriterionSyntaxException(
                _at,
                CriterionMessage.At($"Found {CriterionMessage.Show(text[_at].ToString())} at position {_at}, which begins nothing.")
                + " A metric's name has letters, digits, '_' and '.'."),
        };
    }

    private CriterionToken Take(CriterionTokenKind kind, int length)
    {
        var token = new CriterionToken(kind, _at, text.Substring(_at, length));
        _at += length;
        return token;
    }

    private CriterionSyntaxException NoSign(string written, string meant) => new(
        _at,
        CriterionMessage.At($"Found {CriterionMessage.Show(written)} at position {_at}, which is no sign of this language. Write {meant}."));
}
