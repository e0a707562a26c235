using System.Text;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>Lines of a log one by one, ended by LF or CRLF. Of a longer line than servers write only the beginning is kept, so that no file fills the memory. Not thread-safe.</summary>
internal sealed class LogLines(TextReader text)
{
    /// <summary>What is kept of a line: servers take requests of 8 KiB, and escapes make four characters of one.</summary>
    public const int Longest = 65_536;

    private readonly StringBuilder _line = new();

    /// <summary>The number of the line that was read last, counted from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether that line was cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next line; null at the end.</summary>
    public string? Next()
    {
        var character = text.Read();
        if (character < 0)
        {
            return null;
        }

        Number++;
        IsCut = false;
        _line.Clear();
        for (; character is not (< 0 or '\n'); character = text.Read())
        {
            if (_line.Length < Longest)
            {
                _line.Append((char)character);
            }
            else
            {
                IsCut = true;
            }
        }

        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        return _line.ToString();
    }
}
