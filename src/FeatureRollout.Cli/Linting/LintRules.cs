namespace FeatureRollout.Cli.Linting;

/// <summary>The rules. Their ids are kept in other people's CI, so none is ever renamed.</summary>
internal static class LintRules
{
    public static readonly LintRule Syntax = Error("syntax", "The text is no JSON in UTF-8, or is nested too deep.");
    public static readonly LintRule UnknownMember = Error("unknown-member", "An object has a member that it cannot have.");
    public static readonly LintRule MissingMember = Error("missing-member", "An object lacks a member that it needs.");
    public static readonly LintRule WrongValue = Error("wrong-value", "A value is of another kind, beyond its bounds, or written in another way.");
    public static readonly LintRule Duplicate = Error("duplicate", "A name is given twice, or two names can be mistaken for each other.");
    public static readonly LintRule UnknownName = Error("unknown-name", "A flag, segment, plan, metric, limit or time zone is named that is not there.");
    public static readonly LintRule Circle = Error("circle", "Flags or segments name each other in a circle, or too many of them.");
    public static readonly LintRule ConditionSyntax = Error("condition-syntax", "A text is no condition.");
    public static readonly LintRule CriterionSyntax = Error("criterion-syntax", "A text is no criterion, or units do not fit each other.");
    public static readonly LintRule Order = Error("order", "Something ends before it begins, comes before what it follows, or falls where it may only rise.");
    public static readonly LintRule Contradiction = Error("contradiction", "Criteria, limits or two sayings about one thing contradict each other.");
    public static readonly LintRule PlanSize = Error("plan-size", "A plan has too many stages or criteria.");

    public static readonly LintRule PlanDoubt = Warning("plan-doubt", "A plan can be used, and probably does something that was not meant.");
    public static readonly LintRule PrerequisiteSalt = Warning("prerequisite-salt", "A flag and its prerequisite are drawn with different salts, so that their shares multiply.");
    public static readonly LintRule RuleUnreachable = Warning("rule-unreachable", "A rule never matches, or an earlier rule always matches first.");
    public static readonly LintRule VariantsTied = Warning("variants-tied", "A bucketing draws a share and its variants by one number, so that the variants' weights do not hold in it.");
    public static readonly LintRule IncludedExcluded = Warning("included-excluded", "Customers are both included, or overridden, and excluded.");
    public static readonly LintRule FlagExpired = Warning("flag-expired", "The day has passed after which a flag should be gone from the code.");
    public static readonly LintRule OverrideEnded = Warning("override-ended", "An override no longer holds.");
    public static readonly LintRule ScheduleEnded = Warning("schedule-ended", "A flag's schedule is over, so that it is off for good.");
    public static readonly LintRule NoOwner = Warning("no-owner", "Nobody looks after a flag. Said with --strict only.");

    /// <summary>All of them, errors first.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        Syntax, UnknownMember, MissingMember, WrongValue, Duplicate, UnknownName, Circle, ConditionSyntax, CriterionSyntax, Order, Contradiction, PlanSize,
        PlanDoubt, PrerequisiteSalt, RuleUnreachable, VariantsTied, IncludedExcluded, FlagExpired, OverrideEnded, ScheduleEnded, NoOwner,
    ];

    private static LintRule Error(string id, string summary) => new(id, LintFinding.Error, summary);

    private static LintRule Warning(string id, string summary) => new(id, LintFinding.Warning, summary);
}
