using FeatureRollout.TestKit.Conformance;
using FeatureRollout.TestKit.Conformance.Leases;

namespace FeatureRollout.TestKit;

/// <summary>The cases that every <see cref="IControllerLeaseStore"/> passes, beside those of <see cref="StoreConformance"/>.</summary>
public static class LeaseConformance
{
    /// <summary>Lists the cases; nothing is opened yet.</summary>
    /// <param name="subject">Makes storage of its own for a case, each time it is run.</param>
    public static IReadOnlyList<ConformanceCase> Cases<TStore>(Func<StorageSubject<TStore>> subject)
        where TStore : class, IControllerLeaseStore => LeaseCases.All.Concat(FencingCases.All).With(subject);
}
