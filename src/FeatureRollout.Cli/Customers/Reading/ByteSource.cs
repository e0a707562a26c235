using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>The bytes of a file or of the input, a block at a time, with as much ahead as the reader asks for. Not thread-safe.</summary>
/// <param name="stream">Where they come from; closed with this.</param>
/// <param name="name">What errors call it; already fit for a terminal.</param>
internal sealed class ByteSource(Stream stream, string name) : IDisposable
{
    private const int Block = 1 << 16;

    private byte[] _buffer = new byte[Block];
    private int _start;
    private int _end;
    private long _read;

    public string Name => name;

    /// <summary>How many bytes the file has; null where that is not known beforehand.</summary>
    public long? Length { get; } = stream.CanSeek ? stream.Length : null;

    /// <summary>How many bytes have been taken.</summary>
    public long Position => _read - (_end - _start);

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads more behind what is unread.</summary>
    /// <returns>False at the end.</returns>
    public bool Fill()
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var count = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += count;
            _read += count;
            return count > 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.NoInput, $"{name} cannot be read: {Plain.Text(refused.Message)}");
        }
    }

    public void Skip(int count) => _start += count;

    /// <summary>The first line without its end, or as much of it as is looked at.</summary>
    public ReadOnlySpan<byte> PeekLine(int most)
    {
        int end;
        while ((end = Unread.IndexOf((byte)'\n')) < 0 && Unread.Length < most && Fill())
        {
        }

        return end < 0 ? Unread : Unread[..end];
    }

    /// <summary>An error at a place, both counted from 1.</summary>
    public CliException Error(long line, long column, string message) =>
        new(ExitCodes.Data, FormattableString.Invariant($"{name}:{line}:{column}: {message}"));

    public void Dispose() => stream.Dispose();
}
