using System.Globalization;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>
/// A condition on rows of a list. Other than in a flag, a comparison with what a row does not say is undecided, <c>!=</c> too:
/// in a list that gap is more often a gap in the export than an answer, and nobody is to be drawn by it.
/// </summary>
internal sealed class RowCondition
{
    private const int Widest = 74;

    private readonly Func<CustomerRow, EvaluationContext, Truth> _test;
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly string[] _asked;

    private RowCondition(Condition condition)
    {
        _test = Build(condition.Root);
        _asked = [.. _names.Where(name => name != EvaluationContext.CustomerIdName)];
    }

    /// <summary>The columns that it names, without <c>customerId</c>.</summary>
    public IReadOnlyList<string> Columns => _asked;

    /// <summary>Reads a condition of the command line.</summary>
    /// <exception cref="CliException">It is none; the place is shown under it.</exception>
    public static RowCondition Parse(string option, string text)
    {
        if (!Condition.TryParse(text, out var condition, out var error))
        {
            throw new CliException(ExitCodes.Usage, $"{option}: {Plain.Text(error.Message)}", Point(text, error.Position));
        }

        return condition.Segments.Count == 0 ? new RowCondition(condition)
            : throw new CliException(ExitCodes.Usage, $"{option}: segments are the flag file's, and a list of customers does not know them; write the segment's own condition.", Point(text, condition.Segments[0].Position));
    }

    public Truth Of(CustomerRow row) => _test(row, row.ToContext(_asked));

    private Func<CustomerRow, EvaluationContext, Truth> Build(ConditionNode node)
    {
        switch (node)
        {
            case LogicalNode logical:
                var operands = logical.Operands.Select(Build).ToArray();
                return logical.Operator == LogicalOperator.And
                    ? (row, context) => operands.Aggregate(Truth.True, (all, each) => all.And(each(row, context)))
                    : (row, context) => operands.Aggregate(Truth.False, (any, each) => any.Or(each(row, context)));
            case NotNode not:
                var operand = Build(not.Operand);
                return (row, context) => operand(row, context).Not();
            case ConstantNode { Value: var holds }:
                return (_, _) => holds ? Truth.True : Truth.False;
        }

        var attribute = node switch
        {
            ComparisonNode comparison => comparison.Attribute,
            MembershipNode membership => membership.Attribute,
            TextPartNode part => part.Attribute,
            MatchNode match => match.Attribute,
            HasNode has => has.Attribute,
            _ => throw new ArgumentException($"No row answers a {node.GetType().Name}.", nameof(node)),
        };
        _names.Add(attribute);
        var compiled = ConditionCompiler.Compile(node, static _ => throw new InvalidOperationException("There are no segments."), ConditionCompiler.RegexTimeLimit);
        var isDecided = node is HasNode;
        return (row, context) => isDecided || row.Get(attribute).Kind != AttributeKind.Missing ? compiled.Evaluate(context, idHash: 0) : Truth.Undecided;
    }

    /// <summary>The part of the text around a place, with a caret under it.</summary>
    private static string[] Point(string text, int position)
    {
        var (before, after) = (Plain.Text(text[..position]), Plain.Text(text[position..]));
        var start = Math.Max(0, before.Length - (Widest * 2 / 3));
        var shown = before[start..] + after;
        return [shown.Length > Widest ? string.Create(CultureInfo.InvariantCulture, $"{shown[..Widest]}…") : shown, new string(' ', before.Length - start) + "^"];
    }
}
