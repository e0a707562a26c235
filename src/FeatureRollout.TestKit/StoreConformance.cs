using FeatureRollout.TestKit.Conformance;
using FeatureRollout.TestKit.Conformance.Stores;

namespace FeatureRollout.TestKit;

/// <summary>The cases that every <see cref="IRolloutStateStore"/> passes; what it offers as a provider is among them.</summary>
public static class StoreConformance
{
    /// <summary>Lists the cases; nothing is opened yet.</summary>
    /// <param name="subject">Makes storage of its own for a case, each time it is run.</param>
    public static IReadOnlyList<ConformanceCase> Cases<TStore>(Func<StorageSubject<TStore>> subject)
        where TStore : class, IRolloutStateStore =>
        ((IEnumerable<Draft<Trial<IRolloutStateStore>>>)[.. WritingCases.All, .. ReadingCases.All, .. WatchingCases.All, .. ArchiveCases.All, .. LargeCases.All]).With(subject);
}
