using FeatureRollout.Evaluation;

namespace FeatureRollout;

/// <summary>An answer with everything that led to it; a small value, made without allocating.</summary>
public readonly struct FlagEvaluation
{
    internal FlagEvaluation(string flag, CompiledFlag? source, Verdict verdict, int? bucket, FlagVariant? variant, long version)
    {
        Flag = flag;
        Source = source;
        Enabled = verdict.Enabled;
        Reason = verdict.Reason;
        Bucket = bucket;
        VariantDefinition = variant;
        Version = version;
    }

    /// <summary>The flag that was asked for.</summary>
    public string Flag { get; }

    /// <summary>The answer, and so the arm of an experiment or rollout.</summary>
    public bool Enabled { get; }

    /// <summary>Why.</summary>
    public FlagReason Reason { get; }

    /// <summary>The customer's bucket in this flag, 0 to 99,999; null where the flag or the flag's unit is not known.</summary>
    public int? Bucket { get; }

    /// <summary>The rollout's stage at that moment; null where the flag is under none.</summary>
    public string? Stage => Source?.Source.State?.Stage?.Name;

    /// <summary>The variant's name; null where the flag is off or has none.</summary>
    public string? Variant => VariantDefinition?.Name;

    /// <summary>What users are told while the flag is off; null where it is on or has no <see cref="FlagDefinition.Message"/>.</summary>
    public string? Message => Enabled ? null : Source?.Source.Definition.Message;

    /// <summary>The version of the snapshot that answered; it grows with every change in this process.</summary>
    public long Version { get; }

    /// <summary>The flag as it was when it answered; null where it was unknown.</summary>
    internal CompiledFlag? Source { get; }

    internal FlagVariant? VariantDefinition { get; }
}
