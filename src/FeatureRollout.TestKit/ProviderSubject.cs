namespace FeatureRollout.TestKit;

/// <summary>The source that a provider reads, and a way to put something into it, as people or another program would.</summary>
public abstract class ProviderSubject : StorageSubject<IRolloutStateProvider>
{
    /// <summary>
    /// Puts content in the place of what is there, in one step; when it returns, a new reading gives it. A source that is the
    /// same for all environments ignores which.
    /// </summary>
    /// <param name="environment">The environment: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="content">The content, in several forms: take the one that the provider reads.</param>
    /// <param name="cancellationToken">Ends the putting.</param>
    public abstract ValueTask PutAsync(string environment, ProviderContent content, CancellationToken cancellationToken);
}
