namespace FeatureRollout.Evaluation;

/// <summary>An answer and its reason, in eight bytes.</summary>
internal readonly record struct Verdict(bool Enabled, FlagReason Reason)
{
    private readonly int _rule;

    private Verdict(bool enabled, FlagReason reason, int rule)
        : this(enabled, reason) => _rule = rule + 1;

    /// <summary>The place, among the stage's strata and the flag's rules, of the one that decided; −1 where none did.</summary>
    public int Rule => _rule - 1;

    public static Verdict On(FlagReason reason) => new(true, reason);

    public static Verdict Off(FlagReason reason) => new(false, reason);

    public static Verdict ByRule(bool enabled, int rule) => new(enabled, FlagReason.Rule, rule);
}
