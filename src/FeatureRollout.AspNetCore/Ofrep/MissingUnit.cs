using FeatureRollout.Evaluation;

namespace FeatureRollout.Ofrep;

/// <summary>
/// Tells an answer from the want of one: who has no id is never in a partial percentage, but over the wire that is "tell me who asks", so that
/// the client's own default holds. Counts nothing.
/// </summary>
internal static class MissingUnit
{
    /// <summary>The member of the context whose lack alone decided the answer; null where the flag needs none or it is there.</summary>
    public static string? Of(CompiledFlag flag, in EvaluationContext context, ulong idHash) =>
        string.IsNullOrEmpty(context.CustomerId) || HasUnits(flag)
            ? Of(flag, flag.Decide(context, idHash), context, idHash)
            : null;

    private static bool HasUnits(CompiledFlag flag)
    {
        if (flag is not ConditionalFlag conditional)
        {
            return false;
        }

        if (conditional.Unit is not null)
        {
            return true;
        }

        foreach (var prerequisite in conditional.Prerequisites)
        {
            if (prerequisite is ConditionalFlag { Unit: not null })
            {
                return true;
            }
        }

        return false;
    }

    private static string? Of(CompiledFlag flag, Verdict verdict, in EvaluationContext context, ulong idHash)
    {
        var isMissing = verdict.Enabled
            ? flag.Variants is not null && flag.VariantOf(context, idHash, verdict) is null
            : verdict.Reason switch
            {
                FlagReason.Percentage => flag.Share.IsPartial && flag.BucketOf(context, idHash) is null,
                FlagReason.Rule => RuleOf(flag, context, idHash).IsPartial && flag.BucketOf(context, idHash) is null,
                _ => false,
            };
        return isMissing ? (flag as ConditionalFlag)?.Unit ?? OfrepContext.TargetingKey
            : verdict.Reason == FlagReason.PrerequisiteOff ? OfPrerequisites(flag, context, idHash)
            : null;
    }

    private static Share RuleOf(CompiledFlag flag, in EvaluationContext context, ulong idHash)
    {
        foreach (var rule in flag is ConditionalFlag conditional ? conditional.Rules : [])
        {
            if (rule.When.Evaluate(context, idHash) == Truth.True)
            {
                return rule.Share;
            }
        }

        return default;
    }

    private static string? OfPrerequisites(CompiledFlag flag, in EvaluationContext context, ulong idHash)
    {
        foreach (var prerequisite in flag is ConditionalFlag conditional ? conditional.Prerequisites : [])
        {
            var verdict = prerequisite.DecideWithoutPrerequisites(context, idHash);
            if (!verdict.Enabled)
            {
                return Of(prerequisite, verdict, context, idHash);
            }
        }

        return null;
    }
}
