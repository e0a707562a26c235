namespace FeatureRollout;

/// <summary>
/// Reasons in the words that feature-flag systems share, as OpenFeature lists them
/// (https://openfeature.dev/specification/types#resolution-details).
/// </summary>
public static class FlagReasonTerms
{
    private const string TargetingMatch = "TARGETING_MATCH";
    private const string Split = "SPLIT";
    private const string Disabled = "DISABLED";
    private const string Default = "DEFAULT";
    private const string Static = "STATIC";
    private const string Error = "ERROR";

    /// <summary>
    /// The term for an answer. It says more than the reason alone: a percentage that needed no bucket
    /// (0 % or 100 %, or nobody known) is <c>STATIC</c>, not <c>SPLIT</c>.
    /// </summary>
    public static string Term(this in FlagEvaluation evaluation) =>
        evaluation.Reason == FlagReason.Percentage && (evaluation.Bucket is null || evaluation.Source is not { Share.IsPartial: true })
            ? Static
            : evaluation.Reason.ToTerm();

    /// <summary>The term for a reason alone; a percentage is <c>SPLIT</c>, and a value outside the enumeration is <c>ERROR</c>.</summary>
    public static string ToTerm(this FlagReason reason) => reason switch
    {
        FlagReason.UnknownFlag or FlagReason.NotReady => Error,
        FlagReason.Killed or FlagReason.OutsideSchedule or FlagReason.RolloutInactive => Disabled,
        FlagReason.Excluded or FlagReason.Override or FlagReason.Included or FlagReason.Rule => TargetingMatch,
        FlagReason.PrerequisiteOff or FlagReason.Undecided or FlagReason.NotEligible => Default,
        FlagReason.Percentage => Split,
        _ => Error,
    };
}
