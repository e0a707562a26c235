namespace FeatureRollout.Providers;

/// <summary>A provider as it is, which also notes which flags it has, so that configuration names can be matched to them.</summary>
internal sealed class ObservedProvider : IRolloutStateProvider
{
    private readonly IRolloutStateProvider _inner;
    private readonly KnownFlagKeys[] _observers;

    public ObservedProvider(IRolloutStateProvider inner, params KnownFlagKeys[] observers)
    {
        _inner = inner;
        _observers = observers;
        Array.ForEach(_observers, observer => observer.Expect(this));
    }

    public string Name => _inner.Name;

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        try
        {
            var set = await _inner.ReadAsync(environment, cancellationToken).ConfigureAwait(false);
            if (set is not null)
            {
                Array.ForEach(_observers, observer => observer.Note(this, set));
            }

            return set!;
        }
        finally
        {
            Array.ForEach(_observers, observer => observer.Ended(this));
        }
    }

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        _inner.WaitForChangeAsync(environment, known, cancellationToken);
}
