using System.Buffers;
using System.Text.Unicode;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>UTF-8 as characters. What is none, a NUL among it, is an error with its place and never a replacement character, which would make two ids one.</summary>
internal sealed class StrictUtf8Reader(ByteSource source) : TextReader
{
    private readonly char[] _text = new char[1 << 15];
    private int _start;
    private int _end;
    private long _line = 1;
    private long _column = 1;

    public override int Peek() => _start < _end || Fill() ? _text[_start] : -1;

    public override int Read()
    {
        if (_start == _end && !Fill())
        {
            return -1;
        }

        var character = _text[_start++];
        if (character == '\n')
        {
            _line++;
            _column = 1;
        }
        else
        {
            _column++;
        }

        return character;
    }

    private bool Fill()
    {
        while (true)
        {
            var status = Utf8.ToUtf16(source.Unread, _text, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
            var nul = _text.AsSpan(0, written).IndexOf('\0');
            if (nul == 0)
            {
                throw source.Error(_line, _column, "a NUL byte; the file is to be UTF-8 text");
            }

            if (nul > 0)
            {
                // What stands before it is given out first, so that the error has its place.
                (read, written) = (System.Text.Encoding.UTF8.GetByteCount(_text, 0, nul), nul);
            }

            if (written > 0)
            {
                source.Skip(read);
                (_start, _end) = (0, written);
                return true;
            }

            if (status == OperationStatus.InvalidData)
            {
                throw source.Error(_line, _column, "no UTF-8; the file is to be UTF-8 text");
            }

            if (!source.Fill())
            {
                return source.Unread.IsEmpty ? false : throw source.Error(_line, _column, "the file ends within a character of UTF-8");
            }
        }
    }
}
