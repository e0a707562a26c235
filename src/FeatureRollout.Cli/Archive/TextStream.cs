using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Archive;

/// <summary>UTF-8 bytes that are written go to a text as they come. Not thread-safe.</summary>
/// <param name="text">Takes them.</param>
/// <param name="isScreen">Whether a terminal shows them, which is then not steered by what a host may have put between them: JSON has an escape for that, though the checksum fits no more.</param>
internal sealed class TextStream(TextWriter text, bool isScreen) : Stream
{
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        char[] characters;
        int count;
        try
        {
            characters = new char[_decoder.GetCharCount(buffer, flush: false)];
            count = _decoder.GetChars(buffer, characters, flush: false);
        }
        catch (DecoderFallbackException)
        {
            throw new CliException(ExitCodes.Unavailable, "What comes is no archive: it is not UTF-8.");
        }

        text.Write(isScreen ? Escape(characters.AsSpan(0, count)) : characters.AsSpan(0, count));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => text.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static string Escape(ReadOnlySpan<char> characters)
    {
        var shown = new StringBuilder(characters.Length);
        foreach (var character in characters)
        {
            var steers = character != '\n' && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            _ = steers ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : shown.Append(character);
        }

        return shown.ToString();
    }
}
