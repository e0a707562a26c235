namespace FeatureRollout.Criteria;

/// <summary>
/// What a criterion remembers from look to look: since when it holds, and what its detector has gathered. It is stored
/// apart from the rollout's state, so that a look that changes nothing costs no version.
/// </summary>
internal sealed record CriterionProgress
{
    /// <summary>Nothing yet.</summary>
    public static readonly CriterionProgress None = new();

    /// <summary>Since when the comparison has held without a break; null where it does not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How much of the time since <see cref="Since"/> does not count: too few samples, or a trigger's gaps and looks without data.</summary>
    public TimeSpan Frozen { get; init; }

    /// <summary>The last look.</summary>
    public DateTimeOffset? LastLook { get; init; }

    /// <summary>At how many looks in a row there was proof.</summary>
    public int Proofs { get; init; }

    /// <summary>Which counting <see cref="SeenCount"/> and the others belong to.</summary>
    public string? Run { get; init; }

    /// <summary>What the last look had seen of the whole stage.</summary>
    public long SeenCount { get; init; }

    /// <summary>Failures, or latencies over the limit, that the last look had seen.</summary>
    public long SeenFailures { get; init; }

    /// <summary>The limit in seconds by which latencies were counted; counts by another cannot be subtracted. Null before the first look.</summary>
    public double? SeenLimit { get; init; }

    /// <summary>The same of the control arm.</summary>
    public long SeenControlCount { get; init; }

    /// <summary>The same of the control arm.</summary>
    public long SeenControlFailures { get; init; }

    /// <summary>The logarithm of each of the detector's statistics; empty before the first outcome.</summary>
    public IReadOnlyList<double> Detector { get; init; } = [];
}
