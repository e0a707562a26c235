namespace FeatureRollout.Providers;

/// <summary>A provider as it is, which also notes which flags it has, so that configuration names can be matched to them.</summary>
internal sealed class ObservedProvider(IRolloutStateProvider inner, params KnownFlagKeys[] observers) : IRolloutStateProvider
{
    public string Name => inner.Name;

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var set = await inner.ReadAsync(environment, cancellationToken).ConfigureAwait(false);
        if (set is not null)
        {
            foreach (var observer in observers)
            {
                observer.Note(this, set);
            }
        }

        return set!;
    }

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        inner.WaitForChangeAsync(environment, known, cancellationToken);
}
