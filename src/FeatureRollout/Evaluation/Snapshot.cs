using FeatureRollout.Flags;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FeatureRollout.Evaluation;

/// <summary>All flags of one version, ready to answer. Immutable; readers take the reference once, writers swap the whole.</summary>
internal sealed class Snapshot
{
    /// <summary>No flag at all.</summary>
    public static readonly Snapshot Empty = new(0, [], new Layers([]), DateTimeOffset.UnixEpoch, null);

    private readonly NameTable _names;
    private readonly CompiledFlag?[] _byIndex;

    public Snapshot(long version, IReadOnlyCollection<CompiledFlag> flags, Layers layers, DateTimeOffset now, DateTimeOffset? nextEdge)
    {
        Version = version;
        Flags = flags;
        Layers = layers;
        CompiledAt = now;
        NextEdge = nextEdge;
        _names = new NameTable(flags);
        _byIndex = new CompiledFlag?[flags.Count == 0 ? 0 : flags.Max(flag => flag.Record.Index) + 1];
        foreach (var flag in flags)
        {
            _byIndex[flag.Record.Index] = flag;
        }
    }

    public long Version { get; }

    public IReadOnlyCollection<CompiledFlag> Flags { get; }

    public Layers Layers { get; }

    /// <summary>The moment for which schedules and expiring overrides were judged.</summary>
    public DateTimeOffset CompiledAt { get; }

    /// <summary>The moment at which a schedule or override next changes an answer; null for never.</summary>
    public DateTimeOffset? NextEdge { get; }

    /// <summary>The flag with this key, or null; see <see cref="NameTable.Find"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CompiledFlag? Find(string? key, object? chance = null) => _names.Find(key, chance);

    /// <summary>The flag at this place of the client's <see cref="FlagRecord"/>s, or null where this snapshot has none there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CompiledFlag? At(int index)
    {
        var flags = _byIndex;
        return (uint)index < (uint)flags.Length ? flags[index] : null;
    }
}
