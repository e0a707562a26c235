using FeatureRollout.Evaluation;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Answers;

/// <summary>
/// The same for one scope, mostly a request: all answers come from the snapshot of the first question, and a feature that was asked for
/// without a context keeps its answer until the scope ends, whoever signs in meanwhile.
/// </summary>
internal sealed class BridgedSnapshot(
    KnownFlags flags, Questions questions, IFeatureManagerSnapshot others, IVariantFeatureManagerSnapshot otherVariants)
    : IFeatureManagerSnapshot, IVariantFeatureManagerSnapshot
{
    private readonly Lock _starting = new();
    private CustomerFlags _now;
    private volatile bool _isStarted;
    private KeptAnswers<bool> _answers;
    private KeptAnswers<Variant?> _variants;

    Task<bool> IFeatureManager.IsEnabledAsync(string feature) =>
        flags.Find(Now.Snapshot, feature) is { } flag
            ? IsEnabledAsync(flag, feature).AsTask()
            : others.IsEnabledAsync(feature);

    Task<bool> IFeatureManager.IsEnabledAsync<TContext>(string feature, TContext context) =>
        flags.Find(Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature, context).AsTask()
            : others.IsEnabledAsync(feature, context);

    IAsyncEnumerable<string> IFeatureManager.GetFeatureNamesAsync() => others.GetFeatureNamesAsync();

    ValueTask<bool> IVariantFeatureManager.IsEnabledAsync(string feature, CancellationToken cancellationToken) =>
        flags.Find(Now.Snapshot, feature) is { } flag
            ? IsEnabledAsync(flag, feature)
            : otherVariants.IsEnabledAsync(feature, cancellationToken);

    ValueTask<bool> IVariantFeatureManager.IsEnabledAsync<TContext>(string feature, TContext context, CancellationToken cancellationToken) =>
        flags.Find(Now.Snapshot, feature) is { } flag
            ? questions.IsEnabledAsync(flag, feature, context)
            : otherVariants.IsEnabledAsync(feature, context, cancellationToken);

    ValueTask<Variant?> IVariantFeatureManager.GetVariantAsync(string feature, CancellationToken cancellationToken) =>
        flags.Find(Now.Snapshot, feature) is { } flag
            ? GetVariantAsync(flag, feature)
            : otherVariants.GetVariantAsync(feature, cancellationToken);

    ValueTask<Variant?> IVariantFeatureManager.GetVariantAsync(string feature, ITargetingContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return flags.Find(Now.Snapshot, feature) is { } flag
            ? questions.GetVariantAsync(Now, flag, feature, context)
            : otherVariants.GetVariantAsync(feature, context, cancellationToken);
    }

    IAsyncEnumerable<string> IVariantFeatureManager.GetFeatureNamesAsync(CancellationToken cancellationToken) =>
        otherVariants.GetFeatureNamesAsync(cancellationToken);

    private CustomerFlags Now
    {
        get
        {
            if (!_isStarted)
            {
                lock (_starting)
                {
                    if (!_isStarted)
                    {
                        _now = flags.Now;
                        _isStarted = true;
                    }
                }
            }

            return _now;
        }
    }

    private ValueTask<bool> IsEnabledAsync(CompiledFlag flag, string feature)
    {
        if (_answers.TryGet(flag, out var kept))
        {
            return new ValueTask<bool>(kept);
        }

        var asked = questions.IsEnabledAsync(flag, feature);
        return asked.IsCompletedSuccessfully ? new ValueTask<bool>(_answers.Keep(flag, asked.Result)) : WaitAsync(flag, asked);
    }

    private async ValueTask<bool> WaitAsync(CompiledFlag flag, ValueTask<bool> asked) => _answers.Keep(flag, await asked.ConfigureAwait(false));

    private ValueTask<Variant?> GetVariantAsync(CompiledFlag flag, string feature)
    {
        if (_variants.TryGet(flag, out var kept))
        {
            return new ValueTask<Variant?>(kept);
        }

        var asked = questions.GetVariantAsync(Now, flag, feature);
        return asked.IsCompletedSuccessfully ? new ValueTask<Variant?>(_variants.Keep(flag, asked.Result)) : WaitAsync(flag, asked);
    }

    private async ValueTask<Variant?> WaitAsync(CompiledFlag flag, ValueTask<Variant?> asked) => _variants.Keep(flag, await asked.ConfigureAwait(false));
}
