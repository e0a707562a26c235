using FeatureRollout.TestKit.Conformance;
using FeatureRollout.TestKit.Conformance.Providers;

namespace FeatureRollout.TestKit;

/// <summary>The cases that every <see cref="IRolloutStateProvider"/> passes.</summary>
public static class ProviderConformance
{
    /// <summary>Lists the cases; nothing is opened yet.</summary>
    /// <param name="subject">Makes a source of its own for a case, each time it is run.</param>
    /// <param name="separatesEnvironments">False for a source that is the same for all environments, such as a file; the case about them is then left out.</param>
    /// <param name="watches">False for a provider that waits for the cancellation in place of a change; the cases about changes are then left out.</param>
    public static IReadOnlyList<ConformanceCase> Cases(Func<ProviderSubject> subject, bool separatesEnvironments = true, bool watches = true)
    {
        ArgumentNullException.ThrowIfNull(subject);
        IEnumerable<Draft<ProviderTrial>> drafts =
        [
            .. ReadingCases.All,
            .. separatesEnvironments ? ReadingCases.OfEnvironments : [],
            .. WatchingCases.All,
            .. watches ? WatchingCases.OfWatchers : [],
        ];
        return [.. drafts.Select(draft => draft.With(end => new ProviderTrial(subject(), end)))];
    }
}
