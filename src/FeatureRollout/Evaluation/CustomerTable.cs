using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FeatureRollout.Hashing;
using FeatureRollout.Text;

namespace FeatureRollout.Evaluation;

/// <summary>What a flag's lists say of one customer.</summary>
[Flags]
internal enum Listing : byte
{
    None = 0,
    Excluded = 1,
    Included = 2,
    OverrideOn = 4,
    OverrideOff = 8,
}

/// <summary>
/// All the lists of a flag in one hash table by the customer's id hash, with a bit filter in front that answers for most
/// customers who are on no list. The ids stay in their <see cref="CustomerList"/>s, and every hit is proved by comparing them.
/// A million ids take about 18 MB here. Immutable.
/// </summary>
internal sealed class CustomerTable
{
    /// <summary>No list at all.</summary>
    public static readonly CustomerTable Empty = new([]);

    private const int FilterBitsPerId = 16;
    private const int ListingBits = 4;
    private const int MostLists = 1 << (8 - ListingBits);

    private readonly ulong[] _filter;
    private readonly int _filterShift;
    private readonly Entry[] _entries;
    private readonly byte[][] _records;

    public CustomerTable(IReadOnlyList<(CustomerList Customers, Listing Listing)> lists)
    {
        if (lists.Count > MostLists)
        {
            throw new ArgumentException($"At most {MostLists} lists fit.", nameof(lists));
        }

        var count = lists.Sum(list => list.Customers.Count);
        Count = count;
        var filterBits = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, (long)count * FilterBitsPerId));
        _filter = new ulong[filterBits / 64];
        _filterShift = 64 - BitOperations.Log2(filterBits);
        _entries = new Entry[count == 0 ? 1 : BitOperations.RoundUpToPowerOf2((uint)count + ((uint)count / 2) + 1)];
        _records = new byte[lists.Count][];
        for (var list = 0; list < lists.Count; list++)
        {
            _records[list] = lists[list].Customers.Records;
            AddAll(list, lists[list].Listing);
        }
    }

    /// <summary>How many entries the lists have together.</summary>
    public int Count { get; }

    /// <summary>What the lists say of a customer.</summary>
    /// <param name="id">The id.</param>
    /// <param name="idHash">Its hash by <see cref="TextHash"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Listing Find(ReadOnlySpan<char> id, ulong idHash)
    {
        var bit = idHash >> _filterShift;
        var word = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_filter), (nuint)(bit >> 6));
        return (word >> (int)bit & 1) == 0 ? Listing.None : Probe(id, idHash);
    }

    private Listing Probe(ReadOnlySpan<char> id, ulong idHash)
    {
        var entries = _entries;
        var mask = (uint)entries.Length - 1;
        var tag = TagOf(idHash);
        for (var at = (uint)idHash & mask; entries[at].Mark != 0; at = (at + 1) & mask)
        {
            if (entries[at].Tag == tag && IsSame(id, IdAt(entries[at])))
            {
                return entries[at].Listing;
            }
        }

        return Listing.None;
    }

    private void AddAll(int list, Listing listing)
    {
        var records = _records[list];
        var mask = (uint)_entries.Length - 1;
        for (var offset = 0; offset < records.Length;)
        {
            var id = records.AsSpan(offset + 2, BinaryPrimitives.ReadUInt16LittleEndian(records.AsSpan(offset)));
            var idHash = XxHash3.Hash(id);
            var bit = idHash >> _filterShift;
            _filter[bit >> 6] |= 1UL << (int)bit;
            var tag = TagOf(idHash);
            var at = (uint)idHash & mask;
            while (_entries[at].Mark != 0 && !(_entries[at].Tag == tag && IdAt(_entries[at]).SequenceEqual(id)))
            {
                at = (at + 1) & mask;
            }

            _entries[at] = _entries[at].Mark == 0
                ? new Entry(tag, list, (uint)offset, listing)
                : _entries[at].With(listing);
            offset += 2 + id.Length;
        }
    }

    private ReadOnlySpan<byte> IdAt(Entry entry)
    {
        var record = _records[entry.List].AsSpan((int)entry.Offset);
        return record.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(record));
    }

    private static bool IsSame(ReadOnlySpan<char> id, ReadOnlySpan<byte> listed) =>
        Ascii.Equals(listed, id) || (id.Length < listed.Length && IsSameWide(id, listed));

    [SkipLocalsInit]
    private static bool IsSameWide(ReadOnlySpan<char> id, ReadOnlySpan<byte> listed)
    {
        Span<byte> bytes = stackalloc byte[CustomerList.MaximumIdLength];
        return Wtf8.TryGetBytes(id, bytes, out var written) && bytes[..written].SequenceEqual(listed);
    }

    /// <summary>24 bits of the hash that neither the place in the table nor the filter mainly depends on.</summary>
    private static uint TagOf(ulong idHash) => (uint)(idHash >> 20) & 0xFFFFFF;

    /// <summary>Eight bytes: 24 bits of hash, 4 of list number, 4 of listing, and where the id's record starts in its list.</summary>
    private readonly struct Entry(uint mark, uint offset)
    {
        public Entry(uint tag, int list, uint offset, Listing listing)
            : this((tag << 8) | ((uint)list << ListingBits) | (uint)listing, offset)
        {
        }

        public uint Mark { get; } = mark;

        public uint Offset { get; } = offset;

        public uint Tag => Mark >> 8;

        public int List => (int)(Mark >> ListingBits) & (MostLists - 1);

        public Listing Listing => (Listing)(Mark & (MostLists - 1));

        public Entry With(Listing listing) => new(Mark | (uint)listing, Offset);
    }
}
