namespace FeatureRollout.Hashing.Digests;

/// <summary>
/// A short text as whole blocks, in the way that MD5, SHA-1 and SHA-256 share: the text, a bit that is set, zeros, and in the last eight
/// bytes how many bits the text has (FIPS 180-4, 5.1.1; RFC 1321, 3.1 and 3.2).
/// </summary>
internal static class PaddedText
{
    /// <summary>Bytes in one block.</summary>
    public const int BlockLength = 64;

    /// <summary>Bytes in the two blocks that there are at most.</summary>
    public const int BufferLength = 2 * BlockLength;

    /// <summary>The most bytes that a short text has.</summary>
    public const int Longest = BufferLength - LengthBytes - 1;

    private const int LengthBytes = sizeof(ulong);

    /// <summary>Whole blocks, but for the length: the order of its bytes is the digest's.</summary>
    /// <param name="text">At most <see cref="Longest"/> bytes.</param>
    /// <param name="buffer">Of <see cref="BufferLength"/>.</param>
    /// <param name="length">Where the number of bits goes.</param>
    public static Span<byte> Write(ReadOnlySpan<byte> text, Span<byte> buffer, out Span<byte> length)
    {
        buffer.Clear();
        text.CopyTo(buffer);
        buffer[text.Length] = 0x80;
        var blocks = buffer[..(text.Length < BlockLength - LengthBytes ? BlockLength : BufferLength)];
        length = blocks[^LengthBytes..];
        return blocks;
    }
}
