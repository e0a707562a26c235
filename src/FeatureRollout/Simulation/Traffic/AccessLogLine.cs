using System.Globalization;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>The fields of a line of an access log, still with their escapes.</summary>
internal sealed class AccessLogLine
{
    /// <summary>How many fields the common format has.</summary>
    private const int Common = 7;

    private const string TimeForm = "dd/MMM/yyyy:HH:mm:ss zzz";
    private const int TimeLength = 26;

    private readonly string _text;
    private readonly List<CsvField> _more = [];
    private readonly int _line;
    private int _at;

    private AccessLogLine(string text, int line) => (_text, _line) = (text, line);

    public CsvField Host { get; private set; }

    /// <summary>The authenticated user; a name may have spaces.</summary>
    public CsvField User { get; private set; }

    public DateTimeOffset At { get; private set; }

    public CsvField Request { get; private set; }

    public CsvField Status { get; private set; }

    public CsvField Bytes { get; private set; }

    /// <summary>A field by its place, counted from 1, or from the end where it is negative; null where there is none.</summary>
    public CsvField? this[int place]
    {
        get
        {
            var at = place < 0 ? _more.Count + place : place - Common - 1;
            return at >= 0 && at < _more.Count ? _more[at] : null;
        }
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="LogLineException">It is none of an access log.</exception>
    public static AccessLogLine Read(string text, int line)
    {
        var read = new AccessLogLine(text, line);
        read.Host = read.Word("the host");
        _ = read.Word("the ident, which is - as a rule");
        read.ReadUserAndTime();
        read.Request = read.Quoted();
        read.Status = read.Word("the status");
        read.Bytes = read.Word("the bytes, or -");
        if (read.Bytes.Text != "-" && read.Bytes.Text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new LogLineException(read.Bytes.Column, $"\"{Short(read.Bytes.Text)}\" is no number of bytes");
        }

        while (read._at < text.Length)
        {
            read._more.Add(text[read._at] == '"' ? read.Quoted() : read.Word("a field"));
        }

        return read;
    }

    /// <summary>As much of a text as a message bears.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>The user ends where a time in brackets follows: neither server escapes spaces or brackets in a name.</summary>
    private void ReadUserAndTime()
    {
        for (var bracket = _text.IndexOf('[', _at); bracket > _at; bracket = _text.IndexOf('[', bracket + 1))
        {
            var end = bracket + TimeLength + 1;
            if (end < _text.Length && _text[bracket - 1] == ' ' && string.CompareOrdinal(_text, end, "] \"", 0, 3) == 0
                && DateTimeOffset.TryParseExact(_text.AsSpan(bracket + 1, TimeLength), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            {
                User = new CsvField(_text[_at..(bracket - 1)], _line, _at + 1);
                At = at.ToUniversalTime();
                _at = end + 2;
                return;
            }
        }

        var first = _text.IndexOf('[', _at);
        throw new LogLineException((first < 0 ? _at : first) + 1, "a user and a time such as [10/Oct/2000:13:55:36 -0700] are expected, and the request in quotes behind");
    }

    private CsvField Word(string expected)
    {
        var end = _text.IndexOf(' ', _at);
        end = end < 0 ? _text.Length : end;
        if (end == _at)
        {
            throw new LogLineException(_at + 1, $"{expected} is expected");
        }

        var word = new CsvField(_text[_at..end], _line, _at + 1);
        _at = Math.Min(end + 1, _text.Length);
        return word;
    }

    private CsvField Quoted()
    {
        var begin = _at;
        for (var end = begin + 1; end < _text.Length; end++)
        {
            if (_text[end] == '\\')
            {
                end++;
            }
            else if (_text[end] == '"')
            {
                if (end + 1 < _text.Length && _text[end + 1] != ' ')
                {
                    throw new LogLineException(end + 2, "a text in quotes is followed by more than a space");
                }

                _at = Math.Min(end + 2, _text.Length);
                return new CsvField(_text[(begin + 1)..end], _line, begin + 1);
            }
        }

        throw new LogLineException(begin + 1, "the quotes are not closed");
    }
}

/// <summary>What is wrong in a line, and at which column, counted from 1.</summary>
internal sealed class LogLineException(int column, string message) : FormatException(message)
{
    public int Column => column;
}
