using System.Text;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>
/// Reads records of RFC 4180 one by one: fields in quotes may hold commas, line breaks and, doubled, quotes. Lines end with
/// LF or CRLF; empty lines are passed over. Not thread-safe.
/// </summary>
internal sealed class CsvRecords(TextReader text, string name)
{
    private readonly StringBuilder _field = new();
    private readonly List<CsvField> _fields = [];
    private int _line = 1;
    private int _column;
    private int _length;

    /// <summary>The most characters that a record may have, so that a quote that is never closed does not take the whole text into memory.</summary>
    public int LongestRecord { get; init; } = int.MaxValue;

    /// <summary>The fields of the next record, overwritten by the one after; null at the end.</summary>
    /// <exception cref="FormatException">The text is no CSV; the message names line and column.</exception>
    public IReadOnlyList<CsvField>? Next()
    {
        while (text.Peek() is '\r' or '\n' or '\uFEFF')
        {
            if (Take() == '\n')
            {
                NextLine();
            }
        }

        if (text.Peek() < 0)
        {
            return null;
        }

        _fields.Clear();
        _length = 0;
        while (ReadField())
        {
        }

        return _fields;
    }

    /// <summary>An error at a place.</summary>
    public FormatException Error(int line, int column, string message) =>
        new(FormattableString.Invariant($"{name}:{line}:{column}: {message}"));

    /// <summary>Reads a field and what ends it; true where another field follows in the record.</summary>
    private bool ReadField()
    {
        _field.Clear();
        var (line, column) = (_line, _column + 1);
        var isQuoted = text.Peek() == '"';
        if (isQuoted)
        {
            _ = Take();
            ReadQuoted(line, column);
        }

        while (text.Peek() is not (< 0 or ',' or '\r' or '\n'))
        {
            if (isQuoted)
            {
                throw Error(_line, _column + 1, "a field in quotes is followed by more than a comma or a line break");
            }

            if (text.Peek() == '"')
            {
                throw Error(_line, _column + 1, "a quote within a field that does not begin with one; put the field in quotes and double the quote");
            }

            _field.Append(Take());
            if (_length > LongestRecord)
            {
                throw TooLong(line, column);
            }
        }

        _fields.Add(new CsvField(_field.ToString(), line, column));
        return End();
    }

    private void ReadQuoted(int line, int column)
    {
        while (true)
        {
            if (text.Peek() < 0)
            {
                throw Error(line, column, "the field's quotes are not closed");
            }

            if (_length > LongestRecord)
            {
                throw TooLong(line, column);
            }

            var character = Take();
            if (character == '"')
            {
                if (text.Peek() != '"')
                {
                    return;
                }

                _ = Take();
            }
            else if (character == '\n')
            {
                NextLine();
            }

            _field.Append(character);
        }
    }

    private FormatException TooLong(int line, int column) => Error(line, column, FormattableString.Invariant($"the record is longer than {LongestRecord:#,0} characters; is a quote not closed?"));

    private bool End()
    {
        if (text.Peek() < 0)
        {
            return false;
        }

        switch (Take())
        {
            case ',' when _length > LongestRecord:
                throw TooLong(_line, _column);
            case ',':
                return true;
            case '\r' when text.Peek() == '\n':
                _ = Take();
                break;
        }

        NextLine();
        return false;
    }

    private char Take()
    {
        _column++;
        _length++;
        return (char)text.Read();
    }

    private void NextLine()
    {
        _line++;
        _column = 0;
    }
}

/// <summary>A field with the place where it begins, both counted from 1.</summary>
internal readonly record struct CsvField(string Text, int Line, int Column);
