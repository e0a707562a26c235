using FeatureRollout.TestKit.Conformance;
using FeatureRollout.TestKit.Conformance.Fleet;

namespace FeatureRollout.TestKit;

/// <summary>The cases that every <see cref="IFleetStore"/> passes, beside those of <see cref="StoreConformance"/>.</summary>
public static class FleetConformance
{
    /// <summary>Lists the cases; nothing is opened yet.</summary>
    /// <param name="subject">Makes storage of its own for a case, each time it is run.</param>
    public static IReadOnlyList<ConformanceCase> Cases<TStore>(Func<StorageSubject<TStore>> subject)
        where TStore : class, IFleetStore, IRolloutStateStore => FleetCases.All.With(subject);
}
