using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>All that was counted of one flag.</summary>
/// <param name="Now">Now, by the clock that counts.</param>
/// <param name="Stays">The windows of each stay in a stage.</param>
internal sealed record CountedStays(DateTimeOffset Now, IReadOnlyList<(OutcomeKey Key, OutcomeWindows Windows)> Stays)
{
    /// <summary>The same more finely, where whoever counts knows that; null where it must be noted.</summary>
    public NotedOutcomes? Noted { get; init; }
}

/// <summary>Outcomes in fine steps.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Since">Since when all of them are among these.</param>
internal sealed record NotedOutcomes(FineOutcomes Outcomes, DateTimeOffset Since);
