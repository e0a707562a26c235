namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Makes rules of what is served.</summary>
internal sealed class ServedRules(Variations variations)
{
    /// <summary>The rules that give those of a condition what is served; they decide for all of them.</summary>
    public IEnumerable<FlagRule> For(Condition when, Serving? serving)
    {
        if (serving is null)
        {
            return [new FlagRule(when, Percentage.Zero)];
        }

        return variations.IsBoolean ? Boolean(when, serving)
            : Weights(serving) is { } weights ? [Drawn(when, serving, 0, Serving.Full) with { Variants = weights }]
            : ByRange(when, serving);
    }

    /// <summary>The weights that serve this, in the order of the scale; null where a variation has two parts of it or does not exist.</summary>
    public IReadOnlyList<VariantWeight>? Weights(Serving serving) =>
        serving.Ranges.All(range => variations.Has(range.Variation)) && serving.Ranges.DistinctBy(range => range.Variation).Count() == serving.Ranges.Count
            ? [.. serving.Ranges.Select(range => new VariantWeight(variations.NameOf(range.Variation), (range.To - range.From) / 1000m))]
            : null;

    private IEnumerable<FlagRule> Boolean(Condition when, Serving serving)
    {
        var ranges = OnRanges(serving);
        return ranges.Count == 0
            ? [new FlagRule(when, Percentage.Zero)]
            : ranges.Select((range, i) => Drawn(when, serving, range.From, range.To) with { Continue = i + 1 < ranges.Count });
    }

    /// <summary>The parts of the scale that are on.</summary>
    public List<(int From, int To)> OnRanges(Serving serving)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var range in serving.Ranges.Where(range => variations.IsTrue(range.Variation)))
        {
            if (ranges.Count > 0 && ranges[^1].To == range.From)
            {
                ranges[^1] = (ranges[^1].From, range.To);
            }
            else
            {
                ranges.Add((range.From, range.To));
            }
        }

        return ranges;
    }

    private IEnumerable<FlagRule> ByRange(Condition when, Serving serving)
    {
        var ranges = serving.Ranges.Where(range => variations.Has(range.Variation)).ToArray();
        return ranges.Length == 0
            ? [new FlagRule(when, Percentage.Zero)]
            : ranges.Select((range, i) => Drawn(when, serving, range.From, range.To) with
            {
                Variants = [new VariantWeight(variations.NameOf(range.Variation), 1)],
                Continue = i + 1 < ranges.Length,
            });
    }

    private static FlagRule Drawn(Condition when, Serving serving, int from, int to)
    {
        var rule = new FlagRule(when, Percentage.FromThousandths(to - from)) { From = Percentage.FromThousandths(from) };
        return serving.IsFixed ? rule : rule with { Salt = serving.Salt, Unit = serving.Unit };
    }
}
