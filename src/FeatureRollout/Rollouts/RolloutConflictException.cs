namespace FeatureRollout;

/// <summary>A change that was asked for one version, and came when there was another. Nothing was written.</summary>
public sealed class RolloutConflictException : InvalidOperationException
{
    /// <summary>Makes one.</summary>
    public RolloutConflictException()
        : this("Somebody else has changed it.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public RolloutConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it.</param>
    public RolloutConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="expected">The version that the change was for.</param>
    /// <param name="current">What stands in the store.</param>
    public RolloutConflictException(long expected, FlagDocument current)
        : base(FormattableString.Invariant($"\"{current?.Key}\" is at version {current?.Version}, and the change was for version {expected}: somebody else has changed it meanwhile."))
    {
        Expected = expected;
        Current = current;
    }

    /// <summary>The version that the change was for.</summary>
    public long Expected { get; }

    /// <summary>What stands in the store; null where that is not known.</summary>
    public FlagDocument? Current { get; }
}
