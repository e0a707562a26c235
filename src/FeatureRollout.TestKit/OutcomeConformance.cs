using FeatureRollout.TestKit.Conformance;
using FeatureRollout.TestKit.Conformance.Outcomes;

namespace FeatureRollout.TestKit;

/// <summary>The cases that every <see cref="IOutcomeStore"/> passes.</summary>
public static class OutcomeConformance
{
    /// <summary>Lists the cases; nothing is opened yet.</summary>
    /// <param name="subject">Makes storage of its own for a case, each time it is run.</param>
    public static IReadOnlyList<ConformanceCase> Cases<TStore>(Func<StorageSubject<TStore>> subject)
        where TStore : class, IOutcomeStore => OutcomeCases.All.With(subject);
}
