using System.Buffers.Binary;
using System.Collections;
using FeatureRollout.Text;

namespace FeatureRollout;

/// <summary>
/// An immutable list of customer ids in file order, held as UTF-8 in one block: a million ids of 15 characters
/// take about 17 MB. Membership is asked of the compiled snapshot, not of the list.
/// </summary>
public sealed class CustomerList : IReadOnlyCollection<string>
{
    /// <summary>The list of nobody.</summary>
    public static readonly CustomerList Empty = new([], 0);

    /// <summary>
    /// Records one after another: two bytes of length, little-endian, then that many bytes of UTF-8
    /// (a lone surrogate as the three bytes that its code point would take).
    /// </summary>
    private readonly byte[] _records;

    private CustomerList(byte[] records, int count)
    {
        _records = records;
        Count = count;
    }

    /// <summary>The longest id that a list holds, in UTF-8 bytes.</summary>
    public const int MaximumIdLength = 512;

    /// <inheritdoc/>
    public int Count { get; }

    internal byte[] Records => _records;

    /// <summary>Makes a list; a repeated id is kept as it is and counts once when asked.</summary>
    /// <param name="customerIds">Ids of 1 to 512 UTF-8 bytes.</param>
    /// <exception cref="ArgumentException">An id is null, empty or longer.</exception>
    public static CustomerList Of(params IEnumerable<string> customerIds)
    {
        var builder = new Builder();
        foreach (var id in customerIds)
        {
            if (string.IsNullOrEmpty(id) || !builder.TryAdd(id))
            {
                throw new ArgumentException(
                    $"A customer id in a list has 1 to {MaximumIdLength} UTF-8 bytes.", nameof(customerIds));
            }
        }

        return builder.Build();
    }

    /// <summary>Reads the ids in order, making each string anew.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        for (var at = 0; at < _records.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(_records.AsSpan(at));
            yield return Wtf8.GetString(_records.AsSpan(at + 2, length));
            at += 2 + length;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Gathers ids; not thread-safe.</summary>
    internal sealed class Builder
    {
        private byte[] _buffer = new byte[256];
        private int _length;
        private int _count;

        public bool TryAdd(string id)
        {
            Span<byte> bytes = stackalloc byte[MaximumIdLength + 2];
            return Wtf8.TryGetBytes(id, bytes, out var written) && TryAdd(bytes[..written]);
        }

        /// <summary>Adds an id given as UTF-8; false where it is empty or too long.</summary>
        public bool TryAdd(ReadOnlySpan<byte> id)
        {
            if (id.Length is 0 or > MaximumIdLength)
            {
                return false;
            }

            var needed = _length + 2 + id.Length;
            if (needed > _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
            }

            BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_length), (ushort)id.Length);
            id.CopyTo(_buffer.AsSpan(_length + 2));
            _length = needed;
            _count++;
            return true;
        }

        public CustomerList Build() =>
            _count == 0 ? Empty : new CustomerList(_buffer.AsSpan(0, _length).ToArray(), _count);
    }
}
