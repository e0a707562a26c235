namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>Where the parts of a split stand on the scale from 0 % to 100 %.</summary>
internal static class SplitRanges
{
    public const int Everybody = 100_000;

    /// <summary>The ranges in thousandths of a percent, empty ones left out, neighbours that are one put together.</summary>
    /// <param name="split">The split.</param>
    /// <param name="nameOf">What a part counts as; null for those who are off, who have no range.</param>
    /// <param name="isExact">Whether no end had to be rounded.</param>
    public static List<SplitRange> Of(SplitOutcome split, Func<string?, string?> nameOf, out bool isExact)
    {
        var total = split.Shares.Sum(share => share.Weight);
        List<SplitRange> ranges = [];
        var sum = 0m;
        isExact = true;
        foreach (var (variant, weight) in split.Shares)
        {
            var (start, end) = (sum * Everybody / total, (sum + weight) * Everybody / total);
            sum += weight;
            if (weight == 0 || nameOf(variant) is not { } name)
            {
                continue;
            }

            isExact &= decimal.IsInteger(start) && decimal.IsInteger(end);
            var range = new SplitRange(name, (int)decimal.Round(start), (int)decimal.Round(end));
            if (ranges is [.., var before] && before.End == range.Start && before.Name == name)
            {
                ranges[^1] = before with { End = range.End };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    /// <summary>One rule for each range: whoever stands in none of them is off.</summary>
    /// <param name="ranges">The ranges; one at least.</param>
    /// <param name="rule">The rule without its share.</param>
    /// <param name="each">Adds to a rule what is its range's own.</param>
    public static IEnumerable<FlagRule> Rules(List<SplitRange> ranges, FlagRule rule, Func<FlagRule, SplitRange, FlagRule> each) =>
        ranges.Select((range, i) => each(rule, range) with
        {
            From = Percentage.FromThousandths(range.Start),
            Percentage = Percentage.FromThousandths(range.End - range.Start),
            Continue = i < ranges.Count - 1,
        });
}

/// <summary>A range in thousandths of a percent.</summary>
internal readonly record struct SplitRange(string Name, int Start, int End);
