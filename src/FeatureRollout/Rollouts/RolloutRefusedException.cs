namespace FeatureRollout;

/// <summary>A change that the rollout's state or plan does not allow.</summary>
public sealed class RolloutRefusedException : InvalidOperationException
{
    /// <summary>Makes one.</summary>
    public RolloutRefusedException()
        : this("The rollout does not allow this.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What was refused and why.</param>
    public RolloutRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What was refused and why.</param>
    /// <param name="innerException">What caused it.</param>
    public RolloutRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one that names every condition that is not met.</summary>
    /// <param name="message">What was refused.</param>
    /// <param name="unmet">The conditions, each in one sentence.</param>
    public RolloutRefusedException(string message, IReadOnlyList<string> unmet)
        : base(unmet is { Count: > 0 } ? message + " " + string.Join(" ", unmet) : message) => Unmet = unmet;

    /// <summary>Every condition that is not met, each in one sentence.</summary>
    public IReadOnlyList<string> Unmet { get; } = [];
}
