using FeatureRollout;

namespace Storefront;

/// <summary>What the shop's page shows of the rollout.</summary>
/// <param name="Customer">Who looks at it.</param>
/// <param name="Explanation">Which checkout they get, and why.</param>
/// <param name="Rollout">Where the rollout stands; null while there is none.</param>
/// <param name="New">How the new checkout went in the last minute.</param>
/// <param name="Old">The same of the old one.</param>
/// <param name="IsBroken">Whether the new checkout is broken.</param>
/// <param name="WillBreak">Whether it will break by itself.</param>
internal sealed record ShopStatus(
    string Customer, FlagExplanation Explanation, RolloutState? Rollout, (long Orders, long Failures) New, (long Orders, long Failures) Old, bool IsBroken, bool WillBreak)
{
    public static async Task<ShopStatus> ReadAsync(IFeatureFlags flags, IRolloutManager rollouts, Show show, EvaluationContext customer, CancellationToken cancellationToken)
    {
        var history = await rollouts.GetOutcomeHistoryAsync(Shop.Feature, TimeSpan.FromMinutes(1), cancellationToken);
        return new ShopStatus(
            customer.CustomerId!,
            flags.Explain(Shop.Feature, customer), // Explaining counts nothing, unlike asking.
            await rollouts.GetRolloutConfigAsync(Shop.Feature, cancellationToken),
            (history.Points.Sum(point => point.On.Count), history.Points.Sum(point => point.On.Failures)),
            (history.Points.Sum(point => point.Off.Count), history.Points.Sum(point => point.Off.Failures)),
            show.IsBroken,
            show.WillBreak);
    }
}
