using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Evaluation;

/// <summary>
/// The names that were asked for and that no provider knows: at most <see cref="MostNames"/>, those asked for most often, whatever
/// else is asked for. Thread-safe; nobody waits, and only a name that is new here allocates.
/// </summary>
/// <remarks>
/// Names are kept as Misra and Gries do it ("Finding repeated elements", 1982): each name weighs what it was asked for, and a new one
/// that finds no room takes one from the weight of each, and so makes room in the end. A name with more than a hundredth of
/// all questions is never lost by that. A thread that finds another one at this does not wait for it, and its name is counted in the total alone.
/// </remarks>
internal sealed class UnknownNames
{
    /// <summary>So many names are kept.</summary>
    public const int MostNames = 100;

    /// <summary>So many characters of a name are kept; those that begin alike are one.</summary>
    public const int LongestName = 128;

    private readonly ConcurrentDictionary<string, Asked> _names = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private int _kept;
    private long _taken;
    private long _emptyAt = long.MaxValue;
    private long _total;

    /// <summary>All questions, of whatever name.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>The names with how often they were asked for since they are kept, the most frequent first.</summary>
    public IReadOnlyList<(string Name, long Count)> List() =>
    [
        .. _names.Select(name => (Name: name.Key, Count: Volatile.Read(ref name.Value.Count)))
            .OrderByDescending(name => name.Count)
            .ThenBy(name => name.Name, StringComparer.Ordinal),
    ];

    /// <summary>Counts a question.</summary>
    public void Count(string? name)
    {
        Interlocked.Increment(ref _total);
        name ??= "";
        if (name.Length <= LongestName
            ? _names.TryGetValue(name, out var asked)
            : _names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Beginning(name), out asked))
        {
            Interlocked.Increment(ref asked.Count);
            return;
        }

        if (_changing.TryEnter())
        {
            try
            {
                Take(name.Length <= LongestName ? name : Beginning(name).ToString());
            }
            finally
            {
                _changing.Exit();
            }
        }
    }

    /// <summary>Half of a character is no end of a name.</summary>
    private static ReadOnlySpan<char> Beginning(string name) =>
        name.AsSpan(0, char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Take(string name)
    {
        if (_names.TryGetValue(name, out var asked))
        {
            Interlocked.Increment(ref asked.Count);
        }
        else if (_kept < MostNames || MakeRoom())
        {
            _names[name] = new Asked(_taken);
            _kept++;
            _emptyAt = Math.Min(_emptyAt, _taken + 1);
        }
    }

    /// <summary>Takes one from the weight of each name; those that come to nothing go.</summary>
    private bool MakeRoom()
    {
        // The weight of a name is its count less what was taken since it came: none is empty before the lightest is.
        if (++_taken < _emptyAt)
        {
            return false;
        }

        var before = _kept;
        _emptyAt = long.MaxValue;
        foreach (var (name, asked) in _names)
        {
            var empty = Volatile.Read(ref asked.Count) + asked.Since;
            if (empty <= _taken)
            {
                _names.TryRemove(name, out _);
                _kept--;
            }
            else
            {
                _emptyAt = Math.Min(_emptyAt, empty);
            }
        }

        return _kept < before;
    }

    /// <summary>A name that is kept.</summary>
    /// <param name="since">How much had been taken from each name when it came.</param>
    private sealed class Asked(long since)
    {
        public long Count = 1;

        public long Since => since;
    }
}
