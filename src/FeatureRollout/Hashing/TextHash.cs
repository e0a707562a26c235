using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FeatureRollout.Text;
using static FeatureRollout.Hashing.XxHash3Constants;

namespace FeatureRollout.Hashing;

/// <summary>
/// XXH3 of a text's UTF-8 (of <see cref="Wtf8"/>, where a surrogate stands alone), allocating nothing at any length.
/// ASCII of up to 128 characters is narrowed in registers and never written anywhere.
/// </summary>
internal static class TextHash
{
    /// <summary>Bytes encoded at a time; a text that fits is hashed in one piece.</summary>
    private const int BufferLength = 512;

    private const ulong NotAsciiInFour = 0xFF80_FF80_FF80_FF80;

    /// <summary>The hash of the text, which is not null: the caller has looked already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(string text) => Of(ref Unsafe.AsRef(in text.GetPinnableReference()), text.Length);

    /// <summary>The hash of the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<char> text) => Of(ref MemoryMarshal.GetReference(text), text.Length);

    /// <summary>Only the length that short ids have goes into the caller's code; one comparison finds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of(ref char text, int length)
    {
        ref var start = ref Unsafe.As<char, ushort>(ref text);
        return (uint)(length - 9) < 8 && BitConverter.IsLittleEndian ? Of9To16(ref start, length) : OfOther(ref start, length);
    }

    private static ulong OfOther(ref ushort start, int length)
    {
        if (!BitConverter.IsLittleEndian || length > 128)
        {
            return OfAny(ref start, length);
        }

        return length > 16 ? Of17To128(ref start, length)
            : length >= 4 ? Of4To8(ref start, length)
            : length > 0 ? Of1To3(ref start, length)
            : XxHash3.Empty;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of1To3(ref ushort start, int length)
    {
        uint first = start, middle = Unsafe.Add(ref start, length >> 1), last = Unsafe.Add(ref start, length - 1);
        return (first | middle | last) < 0x80 ? XxHash3.Of1To3(first, middle, last, length) : OfAny(ref start, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of4To8(ref ushort start, int length)
    {
        var first = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref start));
        var last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref start, length - 4)));
        if (((first | last) & NotAsciiInFour) != 0)
        {
            return OfAny(ref start, length);
        }

        var units = Vector128.Create(last, first).AsUInt16();
        return XxHash3.Of4To8(Narrow(units, units).ToScalar(), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of9To16(ref ushort start, int length)
    {
        var first = Vector128.LoadUnsafe(ref start);
        var last = Vector128.LoadUnsafe(ref start, (nuint)(length - 8));
        if (!IsAscii(first | last))
        {
            return OfAny(ref start, length);
        }

        var words = Narrow(first, last);
        return XxHash3.Of9To16(words.ToScalar(), words.GetElement(1), length);
    }

    private static ulong Of17To128(ref ushort start, int length)
    {
        var hash = (ulong)length * Prime64A;
        ref var end = ref Unsafe.Add(ref start, length);
        var seen = Vector128<ushort>.Zero;
        if (length > 32)
        {
            if (length > 64)
            {
                if (length > 96)
                {
                    hash += Piece(Load(ref start, 48, ref seen), 96) + Piece(Load(ref end, -64, ref seen), 112);
                }

                hash += Piece(Load(ref start, 32, ref seen), 64) + Piece(Load(ref end, -48, ref seen), 80);
            }

            hash += Piece(Load(ref start, 16, ref seen), 32) + Piece(Load(ref end, -32, ref seen), 48);
        }

        hash += Piece(Load(ref start, 0, ref seen), 0) + Piece(Load(ref end, -16, ref seen), 16);
        return IsAscii(seen) ? XxHash3.Avalanche(hash) : OfAny(ref start, length);
    }

    /// <summary>Sixteen characters as bytes, if they are ASCII; <paramref name="seen"/> gathers their bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref ushort start, nint offset, ref Vector128<ushort> seen)
    {
        var low = Vector128.LoadUnsafe(ref Unsafe.Add(ref start, offset));
        var high = Vector128.LoadUnsafe(ref Unsafe.Add(ref start, offset + 8));
        seen |= low | high;
        return Narrow(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Piece(Vector128<ulong> words, nint secretOffset) =>
        XxHash3.Piece(words.ToScalar(), words.GetElement(1), secretOffset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAscii(Vector128<ushort> units) =>
        (units & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;

    /// <summary>Sixteen ASCII characters as sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Narrow(Vector128<ushort> low, Vector128<ushort> high) =>
        Sse2.IsSupported
            ? Sse2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).AsUInt64()
            : PortableNarrow(low, high);

    /// <summary>The same on ARM and elsewhere.</summary>
    internal static Vector128<ulong> PortableNarrow(Vector128<ushort> low, Vector128<ushort> high) =>
        Vector128.Narrow(low, high).AsUInt64();

    /// <summary>Any text, encoded through a buffer on the stack.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong OfAny(ref ushort start, int length)
    {
        var text = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<ushort, char>(ref start), length);
        Span<byte> buffer = stackalloc byte[BufferLength];
        return Wtf8.Encode(text, buffer, out var read, out var written) == OperationStatus.Done
            ? XxHash3.Hash(buffer[..written])
            : OfLong(text[read..], buffer, written);
    }

    /// <summary>
    /// A text of more bytes than the buffer takes. Between two fillings the buffer keeps the stripe absorbed last,
    /// for the last 64 bytes may reach back into it, and what has not been absorbed.
    /// </summary>
    private static ulong OfLong(ReadOnlySpan<char> rest, Span<byte> buffer, int end)
    {
        var state = new XxHash3Stripes();
        var length = (ulong)end;
        var start = 0;
        while (true)
        {
            var stripes = (end - start - 1) / XxHash3Stripes.StripeLength;
            state.Absorb(buffer[start..end], stripes);
            if (rest.IsEmpty)
            {
                return state.Finish(buffer[(end - XxHash3Stripes.StripeLength)..end], length);
            }

            start += (stripes - 1) * XxHash3Stripes.StripeLength;
            buffer[start..end].CopyTo(buffer);
            end -= start;
            start = XxHash3Stripes.StripeLength;
            _ = Wtf8.Encode(rest, buffer[end..], out var read, out var written);
            rest = rest[read..];
            end += written;
            length += (ulong)written;
        }
    }
}
