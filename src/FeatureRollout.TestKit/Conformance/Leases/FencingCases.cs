using LeaseTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IControllerLeaseStore>;

namespace FeatureRollout.TestKit.Conformance.Leases;

/// <summary>What is written under a lease.</summary>
internal static class FencingCases
{
    private const string Key = "search";
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static IReadOnlyList<Draft<LeaseTrial>> All { get; } =
    [
        new("The holder writes and reads as everybody does", Holder),
        new("A write under an epoch that has passed writes nothing", Passed),
        new("A write under an expired lease writes nothing", Expired),
        new("A write under a released lease writes nothing", Released),
        new("A lease fences its own environment alone", OtherEnvironment),
        new("Prolonging keeps writes under the lease going", Prolonged),
        new("Whoever holds no lease writes as before", WithoutLease),
    ];

    private static async Task Holder(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var under = store.Under(Trial.Production, await LeaseEnd.TakeAsync(trial, store, "a", Long).ConfigureAwait(false));
        await WriteAsync(trial, under).ConfigureAwait(false);
        await under.WriteProgressAsync(Trial.Production, Key, new byte[] { 1 }, trial.End).ConfigureAwait(false);
        foreach (var each in new[] { store, under })
        {
            Rules.Fences.Equal(1L, (await each.GetAsync(Trial.Production, Key, trial.End).ConfigureAwait(false)).Version, "the version of the document");
            Rules.Fences.Equal(1, (await each.ReadEventsAsync(Trial.Production, null, 0, 10, trial.End).ConfigureAwait(false)).Count, "the number of events");
            Rules.Fences.Equal(1, (await each.ListAsync(Trial.Production, trial.End).ConfigureAwait(false)).Count, "the number of documents");
            Rules.Fences.Equal(1, (await each.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false)).States?.Count, "the number of states");
            Rules.Fences.Equal(1, (await each.ReadProgressAsync(Trial.Production, Key, trial.End).ConfigureAwait(false)).Length, "the length of what is remembered");
        }

        var lost = await under.TryWriteAsync(Trial.Production, FlagDocument.Empty(Key), [Samples.Event(Key)], trial.End).ConfigureAwait(false);
        Rules.Compares.Holds(lost is null, $"null of a write of version 0 where 1 stands", $"version {lost?.Version}");
    }

    private static async Task Passed(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        var first = await LeaseEnd.TakeAsync(trial, store, "a", LeaseEnd.Short).ConfigureAwait(false);
        var old = store.Under(Trial.Production, first);
        await LeaseEnd.WaitAsync(trial, store, first).ConfigureAwait(false);
        var now = other.Under(Trial.Production, await LeaseEnd.TakeAsync(trial, other, "b", Long).ConfigureAwait(false));
        await WriteAsync(trial, now).ConfigureAwait(false);
        await AssertFencedAsync(trial, old, store, 1).ConfigureAwait(false);
        await WriteAsync(trial, now).ConfigureAwait(false);
    }

    private static async Task Expired(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var lease = await LeaseEnd.TakeAsync(trial, store, "a", LeaseEnd.Short).ConfigureAwait(false);
        var under = store.Under(Trial.Production, lease);
        await LeaseEnd.WaitAsync(trial, store, lease).ConfigureAwait(false);
        await AssertFencedAsync(trial, under, store, 0).ConfigureAwait(false);
    }

    private static async Task Released(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var lease = await LeaseEnd.TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        var under = store.Under(Trial.Production, lease);
        await WriteAsync(trial, under).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Production, lease, trial.End).ConfigureAwait(false);
        await AssertFencedAsync(trial, under, store, 1).ConfigureAwait(false);
    }

    private static async Task OtherEnvironment(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var lease = await LeaseEnd.TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        var under = store.Under(Trial.Production, lease);
        await store.ReleaseLeaseAsync(Trial.Production, lease, trial.End).ConfigureAwait(false);
        await WriteAsync(trial, under, Trial.Staging).ConfigureAwait(false);
        Rules.Isolates.Equal(1L, (await store.GetAsync(Trial.Staging, Key, trial.End).ConfigureAwait(false)).Version, "the version in an environment that the lease is not about");
    }

    private static async Task Prolonged(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await LeaseEnd.TakeAsync(trial, store, "a", TimeSpan.FromMinutes(1)).ConfigureAwait(false);
        var under = store.Under(Trial.Production, first);
        await LeaseEnd.TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        if (trial.IsVirtual)
        {
            await trial.PassAsync(TimeSpan.FromMinutes(5)).ConfigureAwait(false);
        }

        await WriteAsync(trial, under).ConfigureAwait(false);
    }

    private static async Task WithoutLease(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await LeaseEnd.TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        await WriteAsync(trial, store).ConfigureAwait(false);
    }

    private static async Task WriteAsync(LeaseTrial trial, IRolloutStateStore store, string environment = Trial.Production)
    {
        var document = await store.GetAsync(environment, Key, trial.End).ConfigureAwait(false);
        var written = await store.TryWriteAsync(environment, document, [Samples.Event(Key)], trial.End).ConfigureAwait(false);
        Rules.Compares.Equal(document.Version + 1, written?.Version, "the version of a write that nobody disturbs");
    }

    private static async Task AssertFencedAsync(LeaseTrial trial, IRolloutStateStore lost, IRolloutStateStore store, int events)
    {
        var document = await store.GetAsync(Trial.Production, Key, trial.End).ConfigureAwait(false);
        await Rules.Fences.ThrowsAsync<ControllerLeaseLostException>(
            () => lost.TryWriteAsync(Trial.Production, document, [Samples.Event(Key)], trial.End).AsTask(), "a write under a lost lease").ConfigureAwait(false);
        await Rules.Fences.ThrowsAsync<ControllerLeaseLostException>(
            () => lost.WriteProgressAsync(Trial.Production, Key, new byte[] { 9 }, trial.End).AsTask(), "remembering under a lost lease").ConfigureAwait(false);
        Rules.Fences.Same(document, await store.GetAsync(Trial.Production, Key, trial.End).ConfigureAwait(false), "the document");
        Rules.Fences.Equal(events, (await store.ReadEventsAsync(Trial.Production, null, 0, 10, trial.End).ConfigureAwait(false)).Count, "the number of events");
        Rules.Fences.Equal(0, (await store.ReadProgressAsync(Trial.Production, Key, trial.End).ConfigureAwait(false)).Length, "the length of what is remembered");
        Rules.Fences.Same(document, await lost.GetAsync(Trial.Production, Key, trial.End).ConfigureAwait(false), "the document read under a lost lease");
    }
}
