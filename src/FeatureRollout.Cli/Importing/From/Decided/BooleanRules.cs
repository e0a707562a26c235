using System.Globalization;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>Makes percentages of a flag that is true or false.</summary>
internal sealed class BooleanRules(DecidedFlag flag, Import import)
{
    private const int Everybody = 100_000;

    public FlagDefinition Define(FlagDefinition definition, List<Decision> decisions)
    {
        var last = flag.Last;
        if (last is SplitOutcome)
        {
            decisions.Add(new Decision(Always, last));
            last = OffOutcome.Instance;
        }

        definition = definition with { Percentage = flag.IsOn(last) ? Percentage.Full : Percentage.Zero };
        if (!flag.IsOn(last) && decisions is [.., var split] && AsPercentage(split) is { } percentage)
        {
            var salt = ((SplitOutcome)split.Outcome).Salt;
            _ = Ranges((SplitOutcome)split.Outcome, isTold: true);
            definition = definition with { Percentage = percentage, Bucketing = flag.Bucketing, Salt = salt == flag.Key ? null : salt };
            decisions.RemoveAt(decisions.Count - 1);
        }

        var rules = decisions.SelectMany(decision => Rules(definition, decision)).ToArray();
        return rules.Length == 0 ? definition : definition with { Rules = rules };
    }

    /// <summary>A split of the customers themselves that can be the flag's own percentage: those without an id are off in both.</summary>
    private Percentage? AsPercentage(Decision decision) =>
        decision.Outcome is SplitOutcome { Unit: EvaluationContext.CustomerIdName } split
        && (decision.When is Always || decision.When == Has(EvaluationContext.CustomerIdName) || decision.When == Known.Customer)
        && Ranges(split, isTold: false) is [(0, var end)]
        && end < Everybody
            ? Percentage.FromThousandths(end)
            : null;

    private IEnumerable<FlagRule> Rules(FlagDefinition definition, Decision decision)
    {
        var when = Condition.Parse(decision.When);
        if (decision.Outcome is not SplitOutcome split)
        {
            return [Fixed(flag.IsOn(decision.Outcome))];
        }

        var ranges = Ranges(split, isTold: true);
        return ranges is [] ? [Fixed(isOn: false)] : ranges.Select((range, i) => new FlagRule(when, Percentage.FromThousandths(range.End - range.Start))
        {
            From = Percentage.FromThousandths(range.Start),
            Salt = split.Salt == (definition.Salt ?? definition.Key) ? null : split.Salt,
            Bucketing = definition.Bucketing is null ? flag.Bucketing : null,
            Unit = split.Unit == EvaluationContext.CustomerIdName ? null : split.Unit,
            Continue = i < ranges.Count - 1,
        });

        // Other bucketings than v1 have no place for those without an id, who get fixed answers all the same.
        FlagRule Fixed(bool isOn) => new(when, isOn ? Percentage.Full : Percentage.Zero) { Bucketing = isOn && definition.Bucketing is not null ? "v1" : null };
    }

    /// <summary>Where the true variant has its places, in thousandths of a percent.</summary>
    private List<(int Start, int End)> Ranges(SplitOutcome split, bool isTold)
    {
        var total = split.Shares.Sum(share => share.Weight);
        if (isTold && !flag.IsProportional && total != 100)
        {
            import.Lose(flag.At, string.Create(CultureInfo.InvariantCulture, $"Percentages that add up to {total} and not to 100 are drawn otherwise here; about as many customers are in, but others."));
        }

        List<(int Start, int End)> ranges = [];
        var sum = 0m;
        var isExact = true;
        foreach (var share in split.Shares)
        {
            var (start, end) = (sum * Everybody / total, (sum + share.Weight) * Everybody / total);
            sum += share.Weight;
            if (share.Weight == 0 || !flag.IsTrue(share.Variant))
            {
                continue;
            }

            isExact &= decimal.IsInteger(start) && decimal.IsInteger(end);
            var (from, to) = ((int)decimal.Round(start), (int)decimal.Round(end));
            if (ranges is [.., var before] && before.End == from)
            {
                ranges[^1] = (before.Start, to);
            }
            else
            {
                ranges.Add((from, to));
            }
        }

        if (isTold && !isExact)
        {
            import.Lose(flag.At, "A share is rounded to a thousandth of a percent: at most one customer in 100,000 changes sides.");
        }

        return ranges;
    }
}
