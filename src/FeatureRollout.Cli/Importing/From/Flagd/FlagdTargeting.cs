using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Flagd;

/// <summary>Turns the targeting of a flag into decisions.</summary>
internal sealed class FlagdTargeting(LogicReader reader, Import import, IReadOnlyList<SourceMember> variants, string? defaultVariant)
{
    /// <summary>What names no variant, for which flagd gives code's own value.</summary>
    public static readonly ConstantTerm NoVariant = new(new object());

    /// <summary>What those get for whom targeting gives nothing.</summary>
    public Outcome Default { get; } = defaultVariant is null ? OffOutcome.Instance : new FixedOutcome(defaultVariant);

    public List<Decision> Read(SourceNode targeting)
    {
        List<Decision> decisions = [];
        Read(targeting, Always, decisions);
        return decisions;
    }

    /// <summary>Reads branch by branch, so that what cannot be carried ends its own branch and those after it only.</summary>
    private bool Read(SourceNode node, string condition, List<Decision> decisions)
    {
        try
        {
            node = reader.Resolve(node);
            if (LogicReader.Operation(node) is ("if" or "?:", var arguments))
            {
                return ReadBranches(arguments, condition, decisions);
            }

            List<LogicCase> cases = [];
            LogicReader.Guard(cases, condition, reader.Cases(node));
            decisions.AddRange(cases.SelectMany(each => Decide(node, each)));
            return true;
        }
        catch (NotCarriedException lost)
        {
            import.Lose(lost.At, lost.Fails
                ? $"{lost.Message} flagd fails there and gives the value that code names; here the flag is off from there on."
                : $"{lost.Message} Those who come that far get {Plainly(Default)}.");
            decisions.Add(new Decision(condition, lost.Fails ? OffOutcome.Instance : Default));
            return false;
        }
    }

    private bool ReadBranches(IReadOnlyList<SourceNode> arguments, string condition, List<Decision> decisions)
    {
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            var holds = reader.Truth(arguments[i]);
            if (holds != Never)
            {
                _ = Read(arguments[i + 1], reader.Scope.All(condition, holds), decisions);
            }
        }

        if (arguments.Count % 2 == 1)
        {
            return Read(arguments[^1], condition, decisions);
        }

        decisions.Add(new Decision(condition, Default));
        return true;
    }

    private IEnumerable<Decision> Decide(SourceNode node, LogicCase each) => each.Term switch
    {
        ConstantTerm constant => [new Decision(each.When, OutcomeOf(node, constant.Value))],
        SplitTerm split => [new Decision(each.When, Split(node, split))],
        AttributeTerm attribute =>
        [
            .. variants.Select(variant => new Decision(All([each.When, Names(attribute.Name, variant.Name)]), new FixedOutcome(variant.Name))),
            new Decision(All([each.When, Not(Has(attribute.Name))]), Default),
            new Decision(each.When, OffOutcome.Instance),
        ],
        _ => throw new NotCarriedException(node, "It gives no variant."),
    };

    /// <summary>An attribute that names a variant: by its text, or as a truth value or a number in words.</summary>
    public static string Names(string attribute, string variant) => Any(
    [
        Compare(attribute, "==", ConditionText.Text(variant)),
        variant is "true" or "false" ? Compare(attribute, "==", variant) : Never,
        LogicValues.ParseNumber(variant) is { } number && LogicValues.ToText(number) == variant ? ConditionText.CompareNumber(attribute, "==", ConditionText.Number(number)) : Never,
    ]);

    private Outcome OutcomeOf(SourceNode node, object? value)
    {
        if (value is null)
        {
            return Default;
        }

        if (ReferenceEquals(value, NoVariant.Value))
        {
            return OffOutcome.Instance;
        }

        var name = LogicValues.ToText(value).Replace("\"", "", StringComparison.Ordinal).Trim();
        if (variants.Any(variant => variant.Name == name))
        {
            return new FixedOutcome(name);
        }

        import.Lose(node, $"The flag has no variant \"{name}\": flagd gives the value that code names; here the flag is off.");
        return OffOutcome.Instance;
    }

    private SplitOutcome Split(SourceNode node, SplitTerm split) => new(
        split.Unit ?? EvaluationContext.CustomerIdName,
        split.Salt,
        [.. split.Shares.Select(share => new OutcomeShare((OutcomeOf(node, share.Value) as FixedOutcome)?.Variant, share.Weight))]);

    private static string Plainly(Outcome outcome) => outcome is FixedOutcome answer ? $"the default variant \"{answer.Variant}\"" : "nothing, as the flag has no default variant";
}
