using System.Globalization;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>Makes percentages of a flag that is true or false.</summary>
internal sealed class BooleanRules(DecidedFlag flag, Import import)
{
    public FlagDefinition Define(FlagDefinition definition, List<Decision> decisions)
    {
        var last = flag.Last;
        if (last is SplitOutcome)
        {
            decisions.Add(new Decision(Always, last));
            last = OffOutcome.Instance;
        }

        foreach (var split in decisions.Select(decision => decision.Outcome).OfType<SplitOutcome>())
        {
            NoteWhoMoves(split);
        }

        definition = definition with { Percentage = flag.IsOn(last) ? Percentage.Full : Percentage.Zero };
        if (!flag.IsOn(last) && decisions is [.., { Outcome: SplitOutcome own } decision] && AsPercentage(decision.When, own) is { } percentage)
        {
            definition = definition with { Percentage = percentage, Bucketing = flag.Bucketing, Salt = own.Salt == flag.Key ? null : own.Salt };
            decisions.RemoveAt(decisions.Count - 1);
        }

        var rules = decisions.SelectMany(each => Rules(definition, each)).ToArray();
        return rules.Length == 0 ? definition : definition with { Rules = rules };
    }

    /// <summary>The share that can be the flag's own percentage: of the customers themselves, and from 0 % on. Those without an id are off in both.</summary>
    private Percentage? AsPercentage(string when, SplitOutcome split) =>
        split.Unit == EvaluationContext.CustomerIdName
        && (when is Always || when == Has(EvaluationContext.CustomerIdName) || when == Known.Customer)
        && Ranges(split, out _) is [{ Start: 0, End: < SplitRanges.Everybody and var end }]
            ? Percentage.FromThousandths(end)
            : null;

    private IEnumerable<FlagRule> Rules(FlagDefinition definition, Decision decision)
    {
        var when = Condition.Parse(decision.When);
        if (decision.Outcome is not SplitOutcome split || Ranges(split, out _) is not { Count: > 0 } ranges)
        {
            // Other bucketings than v1 have no place for those without an id, who get fixed answers all the same.
            var isOn = flag.IsOn(decision.Outcome);
            return [new FlagRule(when, isOn ? Percentage.Full : Percentage.Zero) { Bucketing = isOn && definition.Bucketing is not null ? "v1" : null }];
        }

        return SplitRanges.Rules(ranges, flag.Drawn(definition, when, split), (rule, _) => rule);
    }

    private List<SplitRange> Ranges(SplitOutcome split, out bool isExact) => SplitRanges.Of(split, variant => flag.IsTrue(variant) ? "true" : null, out isExact);

    private void NoteWhoMoves(SplitOutcome split)
    {
        var total = split.Shares.Sum(share => share.Weight);
        if (!flag.IsProportional && total != 100)
        {
            import.Lose(flag.At, string.Create(CultureInfo.InvariantCulture, $"Percentages that add up to {total} and not to 100 are drawn otherwise here; about as many customers are in, but others."));
        }

        _ = Ranges(split, out var isExact);
        if (!isExact)
        {
            import.Lose(flag.At, "A share is rounded to a thousandth of a percent: at most one customer in 100,000 changes sides.");
        }
    }
}
