using LeaseTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IControllerLeaseStore>;

namespace FeatureRollout.TestKit.Conformance.Leases;

/// <summary>Taking a lease, and waiting for its end.</summary>
internal static class LeaseEnd
{
    /// <summary>Of a lease whose end is waited for.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    public static async Task<ControllerLease> TakeAsync(LeaseTrial trial, IControllerLeaseStore store, string holder, TimeSpan duration) =>
        await store.TryLeaseAsync(Trial.Production, holder, duration, trial.End).ConfigureAwait(false)
            ?? throw Rules.OneHolder.Broken($"a lease for {holder}, which nobody else holds", $"null");

    /// <summary>Waits until the store's own clock is past the end.</summary>
    public static async Task WaitAsync(LeaseTrial trial, IControllerLeaseStore store, ControllerLease lease)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await store.GetTimeAsync(trial.End).ConfigureAwait(false) <= lease.ExpiresAt)
        {
            Rules.Ends.Holds(TimeProvider.System.GetElapsedTime(begun) < Trial.Limit, $"that the store's clock comes to the lease's end", $"that it did not within {Trial.Limit.TotalSeconds} s");
            await trial.PassAsync(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
        }
    }
}
