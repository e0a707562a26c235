using System.Runtime.CompilerServices;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Answers;

/// <summary>Answers the features that the client knows; the others are asked of whoever answered before.</summary>
internal sealed class BridgedManager(KnownFlags flags, Questions questions, IFeatureManager others, IVariantFeatureManager otherVariants)
    : IFeatureManager, IVariantFeatureManager
{
    Task<bool> IFeatureManager.IsEnabledAsync(string feature) =>
        flags.Find(flags.Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature).AsTask()
            : others.IsEnabledAsync(feature);

    Task<bool> IFeatureManager.IsEnabledAsync<TContext>(string feature, TContext context) =>
        flags.Find(flags.Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature, context).AsTask()
            : others.IsEnabledAsync(feature, context);

    IAsyncEnumerable<string> IFeatureManager.GetFeatureNamesAsync() => NamesAsync(others.GetFeatureNamesAsync());

    ValueTask<bool> IVariantFeatureManager.IsEnabledAsync(string feature, CancellationToken cancellationToken) =>
        flags.Find(flags.Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature)
            : otherVariants.IsEnabledAsync(feature, cancellationToken);

    ValueTask<bool> IVariantFeatureManager.IsEnabledAsync<TContext>(string feature, TContext context, CancellationToken cancellationToken) =>
        flags.Find(flags.Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature, context)
            : otherVariants.IsEnabledAsync(feature, context, cancellationToken);

    ValueTask<Variant?> IVariantFeatureManager.GetVariantAsync(string feature, CancellationToken cancellationToken)
    {
        var now = flags.Now;
        return flags.Find(now.Snapshot, feature) is { } flag
            ? questions.GetVariantAsync(now, flag, feature)
            : otherVariants.GetVariantAsync(feature, cancellationToken);
    }

    ValueTask<Variant?> IVariantFeatureManager.GetVariantAsync(string feature, ITargetingContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var now = flags.Now;
        return flags.Find(now.Snapshot, feature) is { } flag
            ? questions.GetVariantAsync(now, flag, feature, context)
            : otherVariants.GetVariantAsync(feature, context, cancellationToken);
    }

    IAsyncEnumerable<string> IVariantFeatureManager.GetFeatureNamesAsync(CancellationToken cancellationToken) =>
        NamesAsync(otherVariants.GetFeatureNamesAsync(cancellationToken), cancellationToken);

    /// <summary>The others' names as they write them, then ours that are none of these.</summary>
    private async IAsyncEnumerable<string> NamesAsync(IAsyncEnumerable<string> names, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var snapshot = flags.Now.Snapshot;
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var name in names.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (given.Add(flags.Find(snapshot, name)?.Key ?? name))
            {
                yield return name;
            }
        }

        foreach (var flag in snapshot?.Flags ?? [])
        {
            if (given.Add(flag.Key))
            {
                yield return flag.Key;
            }
        }
    }
}
