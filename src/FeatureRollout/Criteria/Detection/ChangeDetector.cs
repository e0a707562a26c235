namespace FeatureRollout.Criteria.Detection;

/// <summary>Tells whether failures are more frequent than a limit allows, validly at every look.</summary>
internal static class ChangeDetector
{
    /// <summary>Adds what came since the last look.</summary>
    /// <param name="state">The logarithms of the statistics; empty at first.</param>
    /// <param name="count">Outcomes since the last look; 0 or more.</param>
    /// <param name="failures">Of these, failures.</param>
    /// <param name="limit">The largest rate that is still allowed; more than 0, under 1.</param>
    /// <returns>The new state.</returns>
    public static IReadOnlyList<double> Look(IReadOnlyList<double> state, long count, long failures, double limit) =>
        throw new NotSupportedException();

    /// <summary>Whether the state is proof.</summary>
    public static bool IsProof(IReadOnlyList<double> state) => throw new NotSupportedException();
}
