using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Cli.Linting.Hygiene;

/// <summary>Finds rules that never count. What it says is certain; what it cannot see through, it says nothing of.</summary>
internal static class RuleHygiene
{
    /// <summary>Each rule is compared with those before it, so that rules without end would take time without end.</summary>
    private const int MostCompared = 200;

    public static void Check(FlagDefinition flag, Doubt doubt)
    {
        var rules = flag.Rules ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            var when = rules[i].When.Root;
            if (NeverHolds(when))
            {
                Say(i, when is ConstantNode ? "the rule never matches: its condition is \"false\"" : "the rule never matches: its condition contradicts itself");
                continue;
            }

            for (var before = 0; before < Math.Min(i, MostCompared); before++)
            {
                if (KeepsAll(flag, rules[before]) && Implies(when, rules[before].When.Root))
                {
                    Say(i, NeverCounts(before + 1, rules[before].When.Root, when));
                    break;
                }
            }
        }

        void Say(int rule, string message) => doubt(LintRules.RuleUnreachable, message, "flags", flag.Key, "rules", FormattableString.Invariant($"#{rule}"));
    }

    /// <summary>Whether a rule hands nobody on whom it matches.</summary>
    private static bool KeepsAll(FlagDefinition flag, FlagRule rule) =>
        !rule.Continue || (rule.Percentage == Percentage.Full && flag.Plan is null && (rule.Bucketing ?? flag.Bucketing) is null or "v1");

    private static string NeverCounts(int number, ConditionNode first, ConditionNode when)
    {
        FormattableString message = AlwaysHolds(first) ? $"rule {number} of the flag matches everybody and comes first, so that this one never counts"
            : when.Equals(first) ? $"rule {number} of the flag has the same condition and comes first, so that this one never counts"
            : $"rule {number} of the flag matches wherever this one does and comes first, so that this one never counts; put the narrower rule first";
        return FormattableString.Invariant(message);
    }

    /// <summary>Whether one condition holds wherever another does, as far as their parts are the same.</summary>
    internal static bool Implies(ConditionNode condition, ConditionNode other) =>
        condition.Equals(other)
        || AlwaysHolds(other)
        || (condition is LogicalNode { Operator: LogicalOperator.Or } either ? either.Operands.All(operand => Implies(operand, other))
            : other is LogicalNode { Operator: LogicalOperator.And } all ? all.Operands.All(operand => Implies(condition, operand))
            : other is LogicalNode { Operator: LogicalOperator.Or } any && any.Operands.Any(operand => Implies(condition, operand)))
        || (condition is LogicalNode { Operator: LogicalOperator.And } both && both.Operands.Any(operand => operand.Equals(other)));

    /// <summary>Whether a condition cannot hold, for what it asks of one attribute at once.</summary>
    internal static bool NeverHolds(ConditionNode condition)
    {
        switch (condition)
        {
            case ConstantNode constant:
                return !constant.Value;
            case NotNode not:
                return AlwaysHolds(not.Operand);
            case LogicalNode { Operator: LogicalOperator.Or } either:
                return either.Operands.All(NeverHolds);
            case LogicalNode { Operator: LogicalOperator.And } both:
                var parts = both.Operands;
                return parts.Any(NeverHolds)
                    || parts.OfType<NotNode>().Any(denied => parts.Contains(denied.Operand))
                    || parts.OfType<ComparisonNode>().GroupBy(part => part.Attribute, StringComparer.Ordinal).Any(asked => Contradicts([.. asked]));
            default:
                return false;
        }
    }

    private static bool AlwaysHolds(ConditionNode condition) => condition switch
    {
        ConstantNode constant => constant.Value,
        NotNode not => NeverHolds(not.Operand),
        LogicalNode { Operator: LogicalOperator.Or } either => either.Operands.Any(AlwaysHolds),
        LogicalNode both => both.Operands.All(AlwaysHolds),
        _ => false,
    };

    private static bool Contradicts(List<ComparisonNode> asked)
    {
        foreach (var one in asked.Where(each => each.Operator == ComparisonOperator.Equal))
        {
            // Values of two kinds may both be met: the text "40" is == 40, too.
            if (asked.Any(other => other.Value.GetType() == one.Value.GetType() && other.Value is not VersionLiteral
                && other.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual
                && other.Value.Equals(one.Value) != (other.Operator == ComparisonOperator.Equal)))
            {
                return true;
            }
        }

        return IsEmptyRange(asked, value => (value as NumberLiteral)?.Value) || IsEmptyRange(asked, value => (value as DateLiteral)?.UtcTicks);
    }

    private static bool IsEmptyRange<T>(List<ComparisonNode> asked, Func<ConditionLiteral, T?> valueOf)
        where T : struct, IComparable<T>
    {
        foreach (var low in asked.Where(each => each.Operator is ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual or ComparisonOperator.Equal))
        {
            foreach (var high in asked.Where(each => each.Operator is ComparisonOperator.Less or ComparisonOperator.LessOrEqual or ComparisonOperator.Equal))
            {
                if (valueOf(low.Value) is not { } least || valueOf(high.Value) is not { } most)
                {
                    continue;
                }

                var isOpen = low.Operator == ComparisonOperator.Greater || high.Operator == ComparisonOperator.Less;
                if (least.CompareTo(most) is > 0 || (isOpen && least.CompareTo(most) == 0))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
