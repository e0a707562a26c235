namespace FeatureRollout;

/// <summary>An answer with everything that led to it; a small value, made without allocating.</summary>
public readonly struct FlagEvaluation
{
    internal FlagEvaluation(string flag, bool enabled, FlagReason reason, int? bucket, string? stage, string? variant, long version)
    {
        Flag = flag;
        Enabled = enabled;
        Reason = reason;
        Bucket = bucket;
        Stage = stage;
        Variant = variant;
        Version = version;
    }

    /// <summary>The flag that was asked for.</summary>
    public string Flag { get; }

    /// <summary>The answer, and so the arm of an experiment or rollout.</summary>
    public bool Enabled { get; }

    /// <summary>Why.</summary>
    public FlagReason Reason { get; }

    /// <summary>The customer's bucket in this flag, 0 to 99,999; null where no bucket was needed or nobody is known.</summary>
    public int? Bucket { get; }

    /// <summary>The rollout's stage at that moment; null where the flag is under none.</summary>
    public string? Stage { get; }

    /// <summary>The variant's name; null where the flag is off or has none.</summary>
    public string? Variant { get; }

    /// <summary>The version of the snapshot that answered; it grows with every change in this process.</summary>
    public long Version { get; }
}
