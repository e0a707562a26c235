using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Managing;

/// <summary>
/// Brings changes into the store: reads, asks what to change, applies, writes all of it with its events at once, and begins
/// anew where somebody else was faster.
/// </summary>
internal sealed class RolloutWriter(IRolloutStateStore store, string environment)
{
    /// <summary>Somebody wins each race, so that losing so many in a row means that something is broken.</summary>
    private const int MostAttempts = 100;

    /// <summary>Told of what was written, soon after it was; must be quick and not throw.</summary>
    public Action<FlagDocument, IReadOnlyList<RolloutEvent>>? Written { get; init; }

    /// <summary>The percentage that files and environment give a flag; null for none.</summary>
    /// <remarks>
    /// The first write of a document keeps it. Were that left to the controller's next look, it would write a version of its own a moment later,
    /// and whoever goes on from the version just answered would be told of a conflict with nobody.
    /// </remarks>
    public Func<string, Percentage?>? Configured { get; init; }

    /// <summary>The version that a document must have to be changed; null for any. With one, a lost race is never run again.</summary>
    public long? Expected { get; private init; }

    /// <summary>The same for documents of one version, or for those of any where it is null.</summary>
    public RolloutWriter For(long? version) => version == Expected ? this : new RolloutWriter(store, environment) { Written = Written, Configured = Configured, Expected = version };

    /// <summary>Changes one document.</summary>
    /// <param name="key">The document's key.</param>
    /// <param name="steps">What to change in the document as it was read, at this time of the store; nothing leaves it as it is.</param>
    /// <param name="cancellationToken">Cancels it; what was written stays.</param>
    /// <returns>The document as it stands in the store.</returns>
    /// <exception cref="RolloutRefusedException">The state does not allow it.</exception>
    /// <exception cref="RolloutConflictException">The document has not the version that it must have.</exception>
    public async ValueTask<FlagDocument> ChangeAsync(
        string key,
        Func<FlagDocument, DateTimeOffset, ValueTask<IReadOnlyList<RolloutStep>>> steps,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var document = await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false);
            if (Expected is { } expected && (document.Version != expected || attempt > 0))
            {
                throw new RolloutConflictException(expected, document);
            }

            var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
            var made = await steps(document, now).ConfigureAwait(false);
            if (made.Count == 0)
            {
                return document;
            }

            var (changed, events) = Apply(document.Version == 0 ? document with { Configured = Configured?.Invoke(key) } : document, made, now);
            if (await store.TryWriteAsync(environment, changed, events, cancellationToken).ConfigureAwait(false) is { } written)
            {
                Written?.Invoke(written, events);
                return written;
            }
        }

        throw new TimeoutException($"\"{key}\" could not be changed: {MostAttempts} times in a row somebody else was faster.");
    }

    private static (FlagDocument Document, IReadOnlyList<RolloutEvent> Events) Apply(FlagDocument document, IReadOnlyList<RolloutStep> steps, DateTimeOffset now)
    {
        var events = new List<RolloutEvent>(steps.Count);
        var current = document;
        foreach (var step in steps)
        {
            var before = RolloutMachine.PositionOf(current);
            current = RolloutMachine.Apply(step.Renaming?.Of(current) ?? current, step.Change, now, step.Actor, step.Reason);
            events.Add(new RolloutEvent
            {
                Key = document.Key,
                Version = document.Version + 1,
                At = now,
                Actor = step.Actor,
                Reason = step.Reason,
                Change = step.Change,
                From = before,
                To = RolloutMachine.PositionOf(current),
                Readings = step.Readings,
                Rule = step.Rule,
                Forced = step.Forced,
                Unmet = step.Unmet,
            });
        }

        return (current, events);
    }
}
