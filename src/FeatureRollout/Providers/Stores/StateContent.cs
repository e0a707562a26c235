using System.Collections.Immutable;

namespace FeatureRollout.Providers.Stores;

/// <summary>A document with the JSON that it stands in the state file as.</summary>
internal sealed record StateEntry(FlagDocument Document, ReadOnlyMemory<byte> Json);

/// <summary>What a state file holds; immutable.</summary>
internal sealed record StateContent
{
    private FlagSet? _flags;

    /// <summary>Nothing, before the first write.</summary>
    public static StateContent Nothing(FileMark mark) => new()
    {
        Mark = mark,
        Entries = ImmutableSortedDictionary.Create<string, StateEntry>(StringComparer.Ordinal),
    };

    /// <summary>How the file looked that it was read from.</summary>
    public required FileMark Mark { get; init; }

    /// <summary>The file's first line, which tells any two writes apart; empty where there is no file.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>Counts the writes.</summary>
    public long Writes { get; init; }

    /// <summary>The sequence of the last event.</summary>
    public long Sequence { get; init; }

    /// <summary>The byte of the event file at which the environment's events begin: more than 0 where a restore replaced earlier ones.</summary>
    public long EventsFrom { get; init; }

    /// <summary>The first byte of the event file that does not count: it belongs to a write that never happened.</summary>
    public long EventsEnd { get; init; }

    /// <summary>Counts how often the event file was replaced whole, for an erasure: the present one was that at that number.</summary>
    public long EventsRewritten { get; init; }

    /// <summary>The documents, by key.</summary>
    public required ImmutableSortedDictionary<string, StateEntry> Entries { get; init; }

    /// <summary>Completes when newer content is known in this process.</summary>
    public TaskCompletionSource Replaced { get; private init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether there is a file.</summary>
    public bool Exists => Mark.Length >= 0;

    /// <summary>The states, always the same set.</summary>
    public FlagSet Flags => _flags ?? Interlocked.CompareExchange(ref _flags, StoreRules.ToFlagSet(Entries.Values.Select(entry => entry.Document), Writes), null) ?? _flags;

    /// <summary>What the next write starts from.</summary>
    public StateContent Next() => this with { Writes = Writes + 1, Replaced = new(TaskCreationOptions.RunContinuationsAsynchronously), _flags = null };
}
