using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Flags by their key: open addressing over a hash of a few sampled characters, with a small cache in front that knows
/// a flag by the very string object that asked for it before. Immutable but for that cache.
/// </summary>
/// <remarks>
/// The cache can't lie: a flag's <see cref="CompiledFlag.AskedAs"/> only ever holds strings equal to its key, so finding
/// the asked object there proves the name, whatever another thread writes meanwhile. The address is a hint where to look;
/// literals don't move, and an object that moved is found by its characters again.
/// </remarks>
internal sealed class NameTable
{
    /// <summary>More places tried than this means that the sampled characters don't tell these keys apart.</summary>
    private const int LongestProbe = 32;

    /// <summary>The first objects that ask for a flag are remembered at once: the literals of a program.</summary>
    private const int RememberAtOnce = 4;

    /// <summary>Of later ones about one in this many, so that names made anew for each question don't fight over the cache.</summary>
    private const int RememberOneIn = 16;

    private readonly Entry[] _entries;
    private readonly Recent[] _recent;
    private readonly int _recentShift;
    private readonly bool _sampled;

    public NameTable(IReadOnlyCollection<CompiledFlag> flags)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, flags.Count * 2))];
        _recent = new Recent[BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, flags.Count))];
        _recentShift = 64 - BitOperations.Log2((uint)_recent.Length);
        _sampled = TryFill(flags, sampled: true);
        if (!_sampled)
        {
            Array.Clear(_entries);
            _ = TryFill(flags, sampled: false);
        }
    }

    /// <summary>The flag with exactly this key, or null.</summary>
    /// <param name="name">The key.</param>
    /// <param name="chance">Any object that differs from question to question, such as the customer's id: where it lies decides whether a name is remembered.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CompiledFlag? Find(string? name, object? chance = null)
    {
        var address = AddressOf(name);
        ref var recent = ref RecentOf(address);
        return recent.Address == address && recent.Flag is { } flag && ReferenceEquals(flag.AskedAs, name)
            ? flag
            : FindByCharacters(name, chance);
    }

    /// <summary>Objects lie at regular distances, so their addresses are spread by a product (Fibonacci hashing).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Recent RecentOf(nuint address) => ref Unsafe.Add(
        ref MemoryMarshal.GetArrayDataReference(_recent), (nuint)((ulong)address * 0x9E3779B97F4A7C15 >> _recentShift));

    /// <summary>Where an object lies at this moment: good for a hint, and nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AddressOf(object? something) => (nuint)Unsafe.As<object?, nint>(ref something);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CompiledFlag? FindByCharacters(string? name, object? chance)
    {
        if (name is null)
        {
            return null;
        }

        var tag = TagOf(name, _sampled);
        var entries = _entries;
        for (var at = tag; ; at++)
        {
            ref var entry = ref entries[at & (uint)(entries.Length - 1)];
            if (entry.Tag == tag && entry.Key == name)
            {
                Remember(entry.Flag!, name, chance);
                return entry.Flag;
            }

            if (entry.Tag == 0)
            {
                return null;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remember(CompiledFlag flag, string name, object? chance)
    {
        if (flag.Remembered < RememberAtOnce)
        {
            flag.Remembered++;
        }
        else if (((AddressOf(chance) >> 3) & (RememberOneIn - 1)) != 0)
        {
            return;
        }

        flag.AskedAs = name;
        var address = AddressOf(name);
        ref var recent = ref RecentOf(address);
        recent.Flag = flag;
        recent.Address = address;
    }

    private bool TryFill(IReadOnlyCollection<CompiledFlag> flags, bool sampled)
    {
        foreach (var flag in flags)
        {
            var tag = TagOf(flag.Key, sampled);
            var at = tag;
            for (var probes = 1; Place(at).Tag != 0; at++, probes++)
            {
                if (sampled && probes == LongestProbe && flags.Count > LongestProbe)
                {
                    return false;
                }
            }

            Place(at) = new Entry(tag, flag.Key, flag);
        }

        return true;

        ref Entry Place(uint at) => ref _entries[at & (uint)(_entries.Length - 1)];
    }

    /// <summary>Never zero, which marks an empty place.</summary>
    private static uint TagOf(string name, bool sampled)
    {
        var hash = sampled ? Sample(name) : TextHash.Of(name);
        return (uint)(hash >> 32) | 1u << 31;
    }

    /// <summary>Mixes the length and the first, middle and last four characters; good for keys as people choose them.</summary>
    private static ulong Sample(string name)
    {
        var length = name.Length;
        ref var units = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(name.AsSpan()));
        ulong first, middle, last;
        if (length >= 4)
        {
            first = Unsafe.ReadUnaligned<ulong>(ref units);
            middle = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref units, 2 * ((length / 2) - 2)));
            last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref units, 2 * (length - 4)));
        }
        else if (length > 0)
        {
            (first, middle, last) = (name[0], name[length / 2], name[length - 1]);
        }
        else
        {
            first = middle = last = 0;
        }

        var hash = ((first ^ (ulong)length) * 0x9E3779B97F4A7C15)
            ^ (middle * 0xC2B2AE3D27D4EB4F)
            ^ BitOperations.RotateLeft(last * 0x165667B19E3779F9, 23);
        return (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
    }

    /// <summary>A flag where its name's hash leads, with its key beside it, so that comparing need not wait for the flag.</summary>
    private readonly record struct Entry(uint Tag, string? Key, CompiledFlag? Flag);

    /// <summary>Who was asked for by the object that lay at an address. The two may be of different writers: the flag itself has the proof.</summary>
    private struct Recent
    {
        public nuint Address;
        public CompiledFlag? Flag;
    }
}
