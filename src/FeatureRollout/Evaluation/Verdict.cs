namespace FeatureRollout.Evaluation;

/// <summary>An answer and its reason, in two bytes.</summary>
internal readonly record struct Verdict(bool Enabled, FlagReason Reason)
{
    public static Verdict On(FlagReason reason) => new(true, reason);

    public static Verdict Off(FlagReason reason) => new(false, reason);
}
