using FeatureRollout.Evaluation;

namespace FeatureRollout.Answers;

/// <summary>The client's flags by the names that code asks Microsoft.FeatureManagement for. Thread-safe.</summary>
internal sealed class KnownFlags(IFeatureFlags flags)
{
    private FlagNames? _names;

    /// <summary>The client with the snapshot of this moment, about nobody.</summary>
    public CustomerFlags Now => flags.For(default);

    /// <summary>
    /// The flag with exactly this key; else the one whose key differs by case alone, since Microsoft's names have none; else the one that
    /// was imported from a name that cannot be a key. Null where the feature is not ours.
    /// </summary>
    public CompiledFlag? Find(Snapshot? snapshot, string? feature)
    {
        if (snapshot is null || feature is null)
        {
            return null;
        }

        return snapshot.Find(feature, feature) ?? NamesOf(snapshot).Find(feature);
    }

    private FlagNames NamesOf(Snapshot snapshot)
    {
        var names = Volatile.Read(ref _names);
        if (names is null || !ReferenceEquals(names.Snapshot, snapshot))
        {
            Volatile.Write(ref _names, names = new FlagNames(snapshot));
        }

        return names;
    }
}
