using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Managing;

/// <summary>Puts together what people see of flags: documents from one reading of the store, laid over what this process serves.</summary>
internal sealed class FlagOverviews(IRolloutStateStore store, string environment, IRolloutSubject subject)
{
    /// <summary>All flags, by key.</summary>
    public async Task<IReadOnlyList<FlagOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var documents = await store.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        var seen = See(documents);
        return [.. seen.Keys.Select(key => Of(key, seen, now, Statistics.Counted(key, subject)))];
    }

    /// <summary>One flag, with its errors; null for an unknown one.</summary>
    public async Task<FlagOverview?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var own = await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false);
        var seen = See(own.Rollout is null ? await store.ListAsync(environment, cancellationToken).ConfigureAwait(false) : [own]);
        if (!seen.Keys.Contains(key))
        {
            return null;
        }

        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        await subject.RefreshErrorsAsync(key, cancellationToken).ConfigureAwait(false);
        return Of(key, seen, now, Statistics.Of(key, subject));
    }

    private Seen See(IReadOnlyList<FlagDocument> documents) => new(
        documents.ToDictionary(document => document.Key, StringComparer.Ordinal),
        RolloutProjection.LeadersOf(documents),
        subject.Layered(RolloutProjection.StatesOf(documents)));

    private FlagOverview Of(string key, Seen seen, DateTimeOffset now, RolloutStats? counted)
    {
        var own = seen.Documents.GetValueOrDefault(key) ?? FlagDocument.Empty(key);
        var moving = seen.Leaders.GetValueOrDefault(key);
        var flag = seen.Flags.GetValueOrDefault(key) ?? new LayeredFlag(new FlagDefinition { Key = key }, own.State, Percentage.Zero, []);
        var statistics = counted ?? Statistics.Nothing(key);
        var changedAt = moving?.UpdatedAt > (own.UpdatedAt ?? DateTimeOffset.MinValue) ? moving.UpdatedAt : own.UpdatedAt;
        var unreadSince = subject.UnreadSince(key);
        return new FlagOverview
        {
            Key = key,
            Version = (moving ?? own).Version,
            OwnVersion = own.Version,
            ChangedAt = changedAt,
            Definition = flag.Definition,
            State = flag.State,
            Percentage = flag.Percentage,
            Reach = flag.Reach,
            KilledBy = flag.KilledBy,
            Rollout = moving?.Rollout,
            PlannedAlong = moving is null ? flag.Definition.Plan ?? subject.Rollouts.GetValueOrDefault(key)?.Plan : null,
            Health = HealthOf(flag, moving?.Rollout, statistics),
            Statistics = statistics,
            UnreadSince = unreadSince,
            Marks = FlagHygiene.MarksOf(flag, subject.Definitions.GetValueOrDefault(key) ?? flag.Definition, moving?.Rollout, changedAt, unreadSince, now),
        };
    }

    private static FlagHealth HealthOf(LayeredFlag flag, RolloutState? rollout, RolloutStats statistics) =>
        flag.KilledBy.Count > 0 || rollout?.Status is RolloutStatus.RolledBack or RolloutStatus.Killed ? FlagHealth.Off
        : rollout is null ? FlagHealth.Good
        : rollout.Status is RolloutStatus.Held or RolloutStatus.Paused || rollout.Alerts.Count > 0 || rollout.Incidents.Any(incident => incident.ResolvedAt is null) ? FlagHealth.Attention
        : rollout.Status == RolloutStatus.Running && statistics.On.Count == 0 ? FlagHealth.NoData
        : FlagHealth.Good;

    /// <summary>What one reading of the store and the layers give.</summary>
    private sealed record Seen(
        IReadOnlyDictionary<string, FlagDocument> Documents, IReadOnlyDictionary<string, FlagDocument> Leaders, IReadOnlyDictionary<string, LayeredFlag> Flags)
    {
        /// <summary>Every key that some layer or the store knows, in ordinal order.</summary>
        public SortedSet<string> Keys { get; } =
            new(Documents.Values.Where(document => document.Version > 0).Select(document => document.Key).Concat(Leaders.Keys).Concat(Flags.Keys), StringComparer.Ordinal);
    }
}
