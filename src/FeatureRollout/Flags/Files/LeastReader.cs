using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// The version of reader that stored flags need at least. A reader passes over members that it does not know; where that would make it
/// answer wrongly, a newer one is asked for, and everything else stays readable for all.
/// </summary>
internal static class LeastReader
{
    /// <summary>The newest version, which is this one's: it knows rules that draw by themselves, and conditions that are true or false.</summary>
    public const int Newest = 2;

    private const int Any = 1;

    public static int Of(FlagSet set) => Newer(
        set.Flags.Values.Any(IsNew) || set.Segments.Values.Any(segment => IsNew(segment.When)) || set.States?.Values.Any(IsNew) == true);

    public static int Of(FlagDefinition flag) => Newer(IsNew(flag));

    public static int Of(FlagState state) => Newer(IsNew(state));

    public static int Of(PlanDefinition plan) => Newer(plan.Stages.Any(stage => IsNew(stage.Eligible) || stage.Strata.Any(stratum => IsNew(stratum.When))));

    private static int Newer(bool isNew) => isNew ? Newest : Any;

    private static bool IsNew(FlagDefinition flag) =>
        flag is not { VariantSalt: null, Bucketing: null or "v1" or "js-hash-100" }
        || flag.Rules?.Any(rule => rule.Continue || !rule.DrawsAsFlag || IsNew(rule.When)) == true;

    private static bool IsNew(FlagState state) =>
        (state.Definition is { } copy && IsNew(copy))
        || (state.Stage is { } stage && (IsNew(stage.Eligible) || stage.Strata.Any(stratum => IsNew(stratum.When))));

    private static bool IsNew(Condition? condition) => condition is not null && IsNew(condition.Root);

    private static bool IsNew(ConditionNode node) => node switch
    {
        ConstantNode => true,
        NotNode not => IsNew(not.Operand),
        LogicalNode joined => joined.Operands.Any(IsNew),
        _ => false,
    };
}
