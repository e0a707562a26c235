using LeaseTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IControllerLeaseStore>;

namespace FeatureRollout.TestKit.Conformance.Leases;

/// <summary>Who controls, and for how long.</summary>
internal static class LeaseCases
{
    /// <summary>Longer than any case takes.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static IReadOnlyList<Draft<LeaseTrial>> All { get; } =
    [
        new("A free lease is taken and kept from others", Taken),
        new("Prolonging keeps the epoch and moves the end", Prolonged),
        new("Of many who ask at once one gets the lease", Contest),
        new("An expired lease passes to another with a higher epoch", Expired),
        new("A holder whose lease has expired takes it anew", TakenAnew),
        new("A released lease is free at once", Released),
        new("Releasing a lease that is no longer held does nothing", ReleasedTooLate),
        new("The lease and its epoch outlive a restart", Restarted),
        new("Each environment has its lease", EnvironmentsShareNothing),
        new("Holders of any name are told apart", Hostile),
        new("A lease that cannot be is refused", Refused),
        new("A question for the lease that is cancelled ends", Cancelled),
    ];

    private static async Task Taken(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var before = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        var lease = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        var after = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        Rules.OneHolder.Equal("a", lease.Holder, "the holder");
        Rules.Epochs.Holds(lease.Epoch > 0, $"an epoch above 0", $"{lease.Epoch}");
        Rules.Ends.Holds(
            lease.ExpiresAt >= before + Long - TimeSpan.FromMilliseconds(1) && lease.ExpiresAt <= after + Long + TimeSpan.FromMilliseconds(1),
            $"an end from {before + Long:o} to {after + Long:o}",
            $"{lease.ExpiresAt:o}");
        var other = await trial.OpenAsync().ConfigureAwait(false);
        await DeniedAsync(trial, store, "b").ConfigureAwait(false);
        await DeniedAsync(trial, other, "b").ConfigureAwait(false);
    }

    private static async Task Prolonged(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", TimeSpan.FromMinutes(1)).ConfigureAwait(false);
        var second = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        Rules.Epochs.Equal(first.Epoch, second.Epoch, "the epoch of a prolonged lease");
        Rules.Epochs.Holds(second.ExpiresAt > first.ExpiresAt, $"an end after {first.ExpiresAt:o}", $"{second.ExpiresAt:o}");
        if (trial.IsVirtual)
        {
            await trial.PassAsync(TimeSpan.FromMinutes(30)).ConfigureAwait(false);
            await DeniedAsync(trial, store, "b").ConfigureAwait(false);
        }
    }

    private static async Task Contest(LeaseTrial trial)
    {
        const int Rounds = 10, Holders = 8;
        IControllerLeaseStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        var last = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Holders).Select(i => Task.Run(
                () => stores[i % 2].TryLeaseAsync(Trial.Production, FormattableString.Invariant($"holder-{i}"), Long, trial.End).AsTask()))).ConfigureAwait(false);
            var taken = answers.OfType<ControllerLease>().ToArray();
            Rules.OneHolder.Equal(1, taken.Length, "the number of holders");
            Rules.Epochs.Holds(taken[0].Epoch > last, $"an epoch above {last}", $"{taken[0].Epoch}");
            last = taken[0].Epoch;
            await stores[0].ReleaseLeaseAsync(Trial.Production, taken[0], trial.End).ConfigureAwait(false);
        }
    }

    private static async Task Expired(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", LeaseEnd.Short).ConfigureAwait(false);
        await LeaseEnd.WaitAsync(trial, store, first).ConfigureAwait(false);
        var second = await TakeAsync(trial, store, "b", Long).ConfigureAwait(false);
        Rules.Epochs.Holds(second.Epoch > first.Epoch, $"an epoch above {first.Epoch}", $"{second.Epoch}");
        await DeniedAsync(trial, store, "a").ConfigureAwait(false);
    }

    private static async Task TakenAnew(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", LeaseEnd.Short).ConfigureAwait(false);
        await LeaseEnd.WaitAsync(trial, store, first).ConfigureAwait(false);
        var second = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        Rules.Epochs.Holds(second.Epoch > first.Epoch, $"an epoch above {first.Epoch}, since what has expired is taken and not prolonged", $"{second.Epoch}");
    }

    private static async Task Released(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Production, first, trial.End).ConfigureAwait(false);
        var second = await TakeAsync(trial, other, "b", Long).ConfigureAwait(false);
        Rules.Epochs.Holds(second.Epoch > first.Epoch, $"an epoch above {first.Epoch}", $"{second.Epoch}");
    }

    private static async Task ReleasedTooLate(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Production, first, trial.End).ConfigureAwait(false);
        var second = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Production, first, trial.End).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Production, second with { Holder = "b" }, trial.End).ConfigureAwait(false);
        await store.ReleaseLeaseAsync(Trial.Staging, second, trial.End).ConfigureAwait(false);
        await DeniedAsync(trial, store, "b").ConfigureAwait(false);
    }

    private static async Task Restarted(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var first = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        await Trial.CloseAsync(store).ConfigureAwait(false);
        var again = await trial.OpenAsync().ConfigureAwait(false);
        await DeniedAsync(trial, again, "b").ConfigureAwait(false);
        await again.ReleaseLeaseAsync(Trial.Production, first, trial.End).ConfigureAwait(false);
        await Trial.CloseAsync(again).ConfigureAwait(false);
        var last = await trial.OpenAsync().ConfigureAwait(false);
        var second = await TakeAsync(trial, last, "b", Long).ConfigureAwait(false);
        Rules.Epochs.Holds(second.Epoch > first.Epoch, $"an epoch above {first.Epoch}", $"{second.Epoch}");
    }

    private static async Task EnvironmentsShareNothing(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var production = await TakeAsync(trial, store, "a", Long).ConfigureAwait(false);
        var staging = await store.TryLeaseAsync(Trial.Staging, "b", Long, trial.End).ConfigureAwait(false);
        Rules.Isolates.Holds(staging is not null, $"a lease in staging while another holds production", $"null");
        await store.ReleaseLeaseAsync(Trial.Staging, staging!, trial.End).ConfigureAwait(false);
        await DeniedAsync(trial, store, "b").ConfigureAwait(false);
        Rules.Isolates.Equal(production.Epoch, (await TakeAsync(trial, store, "a", Long).ConfigureAwait(false)).Epoch, "the epoch in production");
    }

    private static async Task Hostile(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        string[] names = ["a", "A", "a ", "machine/7:é😀", "quote \" and ' and \\", "'; drop table feature_rollouts; --", new string('h', 200)];
        foreach (var name in names)
        {
            var lease = await TakeAsync(trial, store, name, Long).ConfigureAwait(false);
            Rules.OneHolder.Equal(name, lease.Holder, "the holder");
            foreach (var other in names.Where(other => other != name))
            {
                await DeniedAsync(trial, store, other).ConfigureAwait(false);
            }

            await store.ReleaseLeaseAsync(Trial.Production, lease, trial.End).ConfigureAwait(false);
        }
    }

    private static async Task Refused(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await RefusedAsync("", Long).ConfigureAwait(false);
        await RefusedAsync(new string('h', 201), Long).ConfigureAwait(false);
        await RefusedAsync("a", TimeSpan.Zero).ConfigureAwait(false);
        await RefusedAsync("a", TimeSpan.FromSeconds(-1)).ConfigureAwait(false);
        await TakeAsync(trial, store, "b", Long).ConfigureAwait(false);

        Task RefusedAsync(string holder, TimeSpan duration) => Rules.Refuses.ThrowsAsync<ArgumentException>(
            () => store.TryLeaseAsync(Trial.Production, holder, duration, trial.End).AsTask(), FormattableString.Invariant($"a lease of {duration} for a holder of {holder.Length} characters"));
    }

    private static async Task Cancelled(LeaseTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.TryLeaseAsync(Trial.Production, "a", Long, cancellation.Token).AsTask(), "a taking").ConfigureAwait(false);
        var lease = await TakeAsync(trial, store, "b", Long).ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.ReleaseLeaseAsync(Trial.Production, lease, cancellation.Token).AsTask(), "a releasing").ConfigureAwait(false);
        await DeniedAsync(trial, store, "a").ConfigureAwait(false);
    }

    private static Task<ControllerLease> TakeAsync(LeaseTrial trial, IControllerLeaseStore store, string holder, TimeSpan duration) =>
        LeaseEnd.TakeAsync(trial, store, holder, duration);

    private static async Task DeniedAsync(LeaseTrial trial, IControllerLeaseStore store, string holder)
    {
        var lease = await store.TryLeaseAsync(Trial.Production, holder, Long, trial.End).ConfigureAwait(false);
        Rules.OneHolder.Holds(lease is null, $"null while another holds the lease", $"epoch {lease?.Epoch} for {holder}");
    }
}
