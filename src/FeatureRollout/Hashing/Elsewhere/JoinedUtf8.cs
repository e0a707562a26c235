using System.Buffers;
using System.Text.Unicode;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// A prefix, an id and a suffix as UTF-8 in one piece, in the caller's buffer or, where that is too short, in a pooled one.
/// A lone surrogate becomes U+FFFD, as in the encoders of the tools.
/// </summary>
internal ref struct JoinedUtf8
{
    /// <summary>The length of the buffer that callers give from their stack.</summary>
    public const int BufferLength = 512;

    private byte[]? _rented;

    /// <param name="prefix">What comes first.</param>
    /// <param name="id">Any text.</param>
    /// <param name="suffix">What comes last.</param>
    /// <param name="buffer">Used where it surely is long enough.</param>
    public JoinedUtf8(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> id, ReadOnlySpan<byte> suffix, Span<byte> buffer)
    {
        var longest = checked(prefix.Length + (id.Length * 3) + suffix.Length);
        if (longest > buffer.Length)
        {
            _rented = ArrayPool<byte>.Shared.Rent(longest);
            buffer = _rented;
        }

        prefix.CopyTo(buffer);
        _ = Utf8.FromUtf16(id, buffer[prefix.Length..], out _, out var written);
        suffix.CopyTo(buffer[(prefix.Length + written)..]);
        Bytes = buffer[..(prefix.Length + written + suffix.Length)];
    }

    /// <summary>The whole text; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            Bytes = default;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
