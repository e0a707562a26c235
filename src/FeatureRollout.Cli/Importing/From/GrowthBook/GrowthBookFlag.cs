using System.Globalization;
using System.Text.Json;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Writes a feature as a flag: its steps as rules, its values as variants where they are more than true and false.</summary>
/// <param name="feature">The feature.</param>
/// <param name="import">Takes the notes.</param>
/// <param name="keyOf">The key here of a feature.</param>
internal sealed class GrowthBookFlag(GrowthBookFeature feature, Import import, Func<string, string> keyOf)
{
    /// <summary>In place of a value that differs from customer to customer.</summary>
    private const int Various = -2;

    private readonly string?[] _names = Names(feature);
    private readonly List<FlagRule> _rules = [];

    public FlagDefinition Write()
    {
        var after = After();
        var share = Share(after);
        for (var i = 0; i < feature.Steps.Count; i++)
        {
            // A last step that is nothing but a share of everybody is the flag's own, which rollouts move on.
            var step = feature.Steps[i];
            if (step != share && (after[i] == Various || after[i] != after[i + 1]))
            {
                Add(step, after[i + 1]);
            }

            if (step is { When: ConditionText.Always, Draw: null })
            {
                break;
            }
        }

        var isOff = IsOff(feature.Default);
        if (!isOff && _names[feature.Default] is not null)
        {
            // A rule gives its variant to customers without an id too, whom nothing can draw.
            _rules.Add(Rule(Condition.Parse(ConditionText.Always), feature.Default, Percentage.Zero, Percentage.Full));
        }

        var key = keyOf(feature.Key);
        NoteFalsy();
        return new FlagDefinition
        {
            Key = key,
            Requires = feature.Requires.Count == 0 ? null : [.. feature.Requires.Select(keyOf).Distinct(StringComparer.Ordinal)],
            Bucketing = share?.Draw?.Scale.Bucketing,
            Salt = share?.Draw?.Seed is { } seed && seed != key ? seed : null,
            Percentage = share is not null ? Prefix(share) : isOff ? Percentage.Zero : Percentage.Full,
            Rules = _rules.Count == 0 ? null : share is null ? _rules : [.. _rules.Select(rule => rule.DrawsAsFlag ? rule with { Bucketing = "v1" } : rule)],
            Variants = Variants(isOff),
        };
    }

    private bool IsOff(int place) => feature.IsOff(place);

    /// <summary>For each step what everybody gets who is asked there, and for the end what everybody gets that no step takes.</summary>
    private int[] After()
    {
        var after = new int[feature.Steps.Count + 1];
        after[^1] = feature.Default;
        for (var i = feature.Steps.Count - 1; i >= 0; i--)
        {
            var step = feature.Steps[i];
            var one = step is { When: ConditionText.Always, Draw: null }
                ? step.Runs[0].Value
                : step.Runs.All(run => run.Value == GrowthBookStep.Next || Same(run.Value, after[i + 1])) ? after[i + 1] : Various;
            after[i] = one;
        }

        return after;
    }

    private bool Same(int place, int other) => place == other || (other >= 0 && IsOff(place) && IsOff(other));

    /// <summary>The last step, where it is the share of everybody for whom the flag is on.</summary>
    private GrowthBookStep? Share(int[] after) =>
        feature.IsBoolean && IsOff(feature.Default) && after.Length > 1
        && feature.Steps[^1] is { When: ConditionText.Always, Draw.Attribute: "customerId" } last
        && last.Runs is [{ Value: not GrowthBookStep.Next and var on }, { Value: GrowthBookStep.Next }] && !IsOff(on)
            ? last
            : null;

    private static Percentage Prefix(GrowthBookStep step)
    {
        var end = step.Runs[0].Count;
        var written = step.Coverage is { } coverage ? (int)Math.Round(coverage * Percentage.Full.Thousandths) : -1;
        return Percentage.FromThousandths(written > 0 && step.Draw!.Scale.EndsBefore(end, written) ? written : step.Draw!.Scale.Edge(end));
    }

    private void Add(GrowthBookStep step, int after)
    {
        if (!Condition.TryParse(step.When, out var when, out _))
        {
            import.Lose(step.At, "The condition is too long or too deep; the rule counts as not met.");
            return;
        }

        if (step.Draw is null)
        {
            _rules.Add(Rule(when, step.Runs[0].Value, Percentage.Zero, Percentage.Full));
            return;
        }

        var runs = step.Runs;
        var isLast = false;
        if (runs.Any(IsOut))
        {
            // A rule says who is on; whom it has off goes on to the next, unless there is none whose answer would differ.
            if (after >= 0 && IsOff(after))
            {
                runs = Replaced(runs, IsOut, GrowthBookStep.Next);
            }
            else if (after >= 0 || runs.All(run => run.Value != GrowthBookStep.Next))
            {
                runs = Replaced(runs, run => run.Value == GrowthBookStep.Next, after);
                isLast = true;
                when = Condition.Parse(ConditionText.All([step.When, step.Draw.HasValue]));
            }
            else
            {
                import.Lose(step.At, "A rule that turns the flag off for a share and asks other rules for the rest is not carried; it counts as not met.");
                return;
            }
        }

        AddRanges(when, step, runs, isLast);
    }

    private bool IsOut(GrowthBookRun run) => run.Value != GrowthBookStep.Next && IsOff(run.Value);

    private void AddRanges(Condition when, GrowthBookStep step, IReadOnlyList<GrowthBookRun> runs, bool isLast)
    {
        var count = _rules.Count;
        var start = 0;
        foreach (var run in runs)
        {
            var end = start + run.Count;
            if (run.Value != GrowthBookStep.Next && !IsOff(run.Value))
            {
                var (from, to) = (step.Draw!.Scale.Edge(start), step.Draw.Scale.Edge(end));
                var written = start == 0 && step.Coverage is { } coverage ? (int)Math.Round(coverage * Percentage.Full.Thousandths) : -1;
                to = written > 0 && step.Draw.Scale.EndsBefore(end, written) ? Math.Min(written, Percentage.Full.Thousandths) : to;
                _rules.Add(Rule(when, run.Value, Percentage.FromThousandths(from), Percentage.FromThousandths(to - from)) with
                {
                    Bucketing = step.Draw.Scale.Bucketing, Salt = step.Draw.Seed, Unit = step.Draw.Attribute == "customerId" ? null : step.Draw.Attribute, Continue = true,
                });
            }

            start = end;
        }

        if (isLast && _rules.Count == count)
        {
            _rules.Add(new FlagRule(when, Percentage.Zero));
        }
        else if (isLast)
        {
            _rules[^1] = _rules[^1] with { Continue = false };
        }
    }

    private FlagRule Rule(Condition when, int place, Percentage from, Percentage share) =>
        IsOff(place) ? new FlagRule(when, Percentage.Zero)
        : new FlagRule(when, share) { From = from, Variants = _names[place] is { } name ? [new VariantWeight(name, 1)] : null };

    private static IReadOnlyList<GrowthBookRun> Replaced(IEnumerable<GrowthBookRun> runs, Func<GrowthBookRun, bool> which, int by) =>
        GrowthBookRun.Of(runs.Select(run => which(run) ? run with { Value = by } : run));

    /// <summary>The default has all the weight; where there is none, the weights say nothing.</summary>
    private List<FlagVariant>? Variants(bool isOff)
    {
        List<FlagVariant> variants = [];
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] is { } name)
            {
                variants.Add(new FlagVariant { Name = name, Weight = isOff || i == feature.Default ? 1 : 0, Value = feature.Values[i] });
            }
        }

        return variants.Count == 0 ? null : variants;
    }

    private static string?[] Names(GrowthBookFeature feature)
    {
        var given = new ImportedKeys();
        return [.. feature.Values.Select((value, place) => feature.IsBoolean || value.ValueKind == JsonValueKind.Null ? null : given.For(Readable(value, place)))];
    }

    private static string Readable(JsonElement value, int place) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 and <= 40 } text => text,
        JsonValueKind.String when value.GetString()!.Length == 0 => "empty",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "value-" + (place + 1).ToString(CultureInfo.InvariantCulture),
    };

    private void NoteFalsy()
    {
        if (!feature.IsBoolean && feature.Values.Any(value => value.ValueKind == JsonValueKind.False
            || (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0)
            || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0)))
        {
            import.Tell(feature.At, "With the value 0, false or \"\" the feature counts as off there and as on here; ask for its value.");
        }
    }
}
