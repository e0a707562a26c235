using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Managing;

/// <summary>Which flags and rollouts there are; names of others are refused with the nearest, and flags of others' rollouts with whose they are.</summary>
internal sealed class KnownFlags(IRolloutStateStore store, string environment, IRolloutSubject subject)
{
    private readonly PlanChoice _plans = new(subject);

    /// <exception cref="ArgumentException">Neither the files nor the store know the flag.</exception>
    public async ValueTask ThrowIfUnknownAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!subject.Definitions.ContainsKey(key)
            && (await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false)).Version == 0)
        {
            throw Names.Unknown("flag", key, subject.Definitions.Keys);
        }
    }

    /// <summary>Why a flag that leads no rollout cannot be moved as one.</summary>
    public async ValueTask<Exception> RefusalAsync(string key, CancellationToken cancellationToken) =>
        _plans.Declared(key) is { } declared
            ? new RolloutRefusedException($"\"{key}\" has no rollout yet: the flag files plan it along \"{declared.Plan}\", and starting it creates it.")
            : Names.Unknown("rollout", key, (await RolloutsAsync(cancellationToken).ConfigureAwait(false)).Select(rollout => rollout.Key).Concat(subject.Rollouts.Keys));

    /// <exception cref="RolloutRefusedException">Another rollout moves one of the flags.</exception>
    public async ValueTask ThrowIfMovedElsewhereAsync(string key, string[] flags, CancellationToken cancellationToken)
    {
        foreach (var other in await RolloutsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.Key != key && other.Flags.FirstOrDefault(flags.Contains) is { } taken)
            {
                throw new RolloutRefusedException($"\"{taken}\" is moved by the rollout \"{other.Key}\"; act on that one.");
            }
        }
    }

    private async ValueTask<IEnumerable<RolloutState>> RolloutsAsync(CancellationToken cancellationToken) =>
        (await store.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Select(document => document.Rollout).OfType<RolloutState>();
}
