namespace FeatureRollout.Outcomes;

/// <summary>Successes and failures of some stretch of time. Not thread-safe.</summary>
internal sealed class OutcomeCounts
{
    internal long Successes { get; private set; }

    internal long Failures { get; private set; }

    internal void Add(long successes, long failures)
    {
        Successes += successes;
        Failures += failures;
    }

    internal void Clear() => (Successes, Failures) = (0, 0);
}
