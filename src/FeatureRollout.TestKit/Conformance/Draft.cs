namespace FeatureRollout.TestKit.Conformance;

/// <summary>A case that still lacks its subject.</summary>
internal sealed record Draft<TTrial>(string Name, Func<TTrial, Task> Run, bool IsLong = false)
    where TTrial : IAsyncDisposable
{
    /// <param name="begin">Makes the subject and the trial around it.</param>
    public ConformanceCase With(Func<CancellationToken, TTrial> begin) => new(Name, IsLong, async end =>
    {
        var trial = begin(end);
        await using (trial.ConfigureAwait(false))
        {
            await Run(trial).ConfigureAwait(false);
        }
    });
}

/// <summary>Puts drafts and subjects together.</summary>
internal static class Drafts
{
    public static IReadOnlyList<ConformanceCase> With<TNeeded, TStore>(this IEnumerable<Draft<Trial<TNeeded>>> drafts, Func<StorageSubject<TStore>> subject)
        where TNeeded : class
        where TStore : class, TNeeded
    {
        ArgumentNullException.ThrowIfNull(subject);
        return [.. drafts.Select(draft => draft.With(end =>
        {
            var made = subject();
            return new Trial<TNeeded>(async cancellationToken => await made.OpenAsync(cancellationToken).ConfigureAwait(false), made, made.Clock, end);
        }))];
    }
}
