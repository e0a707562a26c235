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

        if (DrawsByAttribute(conditional))
        {
            return true;
        }

        foreach (var prerequisite in conditional.Prerequisites)
        {
            if (prerequisite is ConditionalFlag required && DrawsByAttribute(required))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DrawsByAttribute(ConditionalFlag flag)
    {
        if (flag.Unit is not null)
        {
            return true;
        }

        foreach (ref readonly var rule in flag.Rules.AsSpan())
        {
            if (rule.Draw?.Unit is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Of(CompiledFlag flag, Verdict verdict, in EvaluationContext context, ulong idHash) => verdict switch
    {
        { Enabled: true } => OfVariant(flag, verdict, context, idHash),
        { Reason: FlagReason.Rule or FlagReason.Percentage } => OfDraws(flag, verdict, context, idHash),
        { Reason: FlagReason.PrerequisiteOff } => OfPrerequisites(flag, context, idHash),
        _ => null,
    };

    private static string? OfVariant(CompiledFlag flag, Verdict verdict, in EvaluationContext context, ulong idHash)
    {
        if (flag.Variants is null || flag.VariantOf(context, idHash, verdict) is not null)
        {
            return null;
        }

        var conditional = flag as ConditionalFlag;
        var unit = verdict.Rule >= 0 && conditional?.Rules[verdict.Rule].Draw is { Variants: not null } draw ? draw.Unit : conditional?.Unit;
        return IsMissing(unit, context) ? Name(unit) : null;
    }

    /// <summary>The first draw among those that left this customer out which had nobody to draw.</summary>
    private static string? OfDraws(CompiledFlag flag, Verdict verdict, in EvaluationContext context, ulong idHash)
    {
        var conditional = flag as ConditionalFlag;
        var rules = conditional?.Rules ?? [];
        var asked = verdict.Rule < 0 ? rules.Length : verdict.Rule + 1;
        for (var i = 0; i < asked; i++)
        {
            ref readonly var rule = ref rules[i];
            var unit = rule.Draw is null ? conditional!.Unit : rule.Draw.Unit;
            if (rule.Share.Percentage > Percentage.Zero
                && rule.Draw is not { Stage: not null, Opened: 0 }
                && IsMissing(unit, context)
                && (rule.Draw is null ? flag.BucketOf(context, idHash) : rule.Draw.BucketOf(context, idHash)) is null
                && rule.When.Evaluate(context, idHash) == Truth.True)
            {
                return Name(unit);
            }
        }

        return verdict.Rule < 0 && flag.Share.Percentage > Percentage.Zero && IsMissing(conditional?.Unit, context) && flag.BucketOf(context, idHash) is null
            ? Name(conditional?.Unit)
            : null;
    }

    private static bool IsMissing(string? unit, in EvaluationContext context)
    {
        Span<char> buffer = stackalloc char[UnitText.BufferLength];
        return UnitText.Of(unit, context, buffer).IsEmpty;
    }

    private static string Name(string? unit) => unit ?? OfrepContext.TargetingKey;

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
