using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Reads how a rule draws, number by number, in the tool's own arithmetic.</summary>
/// <param name="import">Takes the notes.</param>
/// <param name="attributeOf">The name here of an attribute, by its path there.</param>
internal sealed class GrowthBookRule(Import import, Func<string, string> attributeOf)
{
    private const int LongestSalt = 512;

    /// <summary>The step of a rule that forces a value.</summary>
    /// <returns>Null where the rule takes nobody, or cannot be carried, which is noted.</returns>
    public GrowthBookStep? Force(SourceNode rule, GrowthBookFeature feature, string when)
    {
        var place = feature.PlaceOf(rule.Member("force"));
        var coverage = SourceJson.NumberOf(rule["coverage"]);
        var range = Range(rule["range"]);
        if (range is null && coverage is null)
        {
            return Joined(rule, when, draw: null, [place]);
        }

        if (DrawOf(rule, SourceJson.TextOf(rule["seed"]) ?? feature.Key, rule["hashVersion"], rule["hashAttribute"], otherwise: 1) is not { } draw)
        {
            return null;
        }

        bool IsIn(double number) => range is var (from, to) ? number >= from && number < to : coverage != 0 && number <= coverage;
        return Joined(rule, when, draw, Each(draw.Scale, number => IsIn(number) ? place : GrowthBookStep.Next)) is { } step
            ? step with { Coverage = range is null ? coverage : null }
            : null;
    }

    /// <summary>The step of a rule that divides customers among variations.</summary>
    /// <inheritdoc cref="Force"/>
    public GrowthBookStep? Experiment(SourceNode rule, SourceNode variations, GrowthBookFeature feature, string when)
    {
        if (variations.Items.Count < 2)
        {
            import.Tell(rule, "An experiment of less than two variations takes nobody.");
            return null;
        }

        var seed = SourceJson.TextOf(rule["seed"]) ?? SourceJson.TextOf(rule["key"]) ?? feature.Key;
        if (DrawOf(rule, seed, rule["hashVersion"], rule["hashAttribute"], otherwise: 1) is not { } draw)
        {
            return null;
        }

        var places = variations.Items.Select(feature.PlaceOf).ToArray();
        var meta = rule["meta"]?.Items;
        for (var i = 0; i < places.Length && i < meta?.Count; i++)
        {
            places[i] = meta[i]["passthrough"] is { Kind: SourceKind.Boolean, Text: "true" } ? GrowthBookStep.Next : places[i];
        }

        var ranges = rule["ranges"] is { Kind: SourceKind.List } given
            ? [.. given.Items.Select(item => Range(item) ?? (0, 0))]
            : GrowthBookRanges.Of(places.Length, SourceJson.NumberOf(rule["coverage"]) ?? 1, rule["weights"]?.Items.Select(item => SourceJson.NumberOf(item) ?? 0).ToArray());
        return Joined(rule, when, draw, Each(draw.Scale, number =>
        {
            var chosen = GrowthBookRanges.Choose(number, ranges);
            return chosen < 0 || chosen >= places.Length ? GrowthBookStep.Next : places[chosen];
        }));
    }

    private static (double From, double To)? Range(SourceNode? node) =>
        node is { Items: [var from, var to] } && SourceJson.NumberOf(from) is { } start && SourceJson.NumberOf(to) is { } end ? (start, end) : null;

    private static T[] Each<T>(GrowthBookScale scale, Func<double, T> of) => [.. Enumerable.Range(0, scale.Count).Select(index => of(scale.Number(index)))];

    private GrowthBookDraw? DrawOf(SourceNode at, string seed, SourceNode? version, SourceNode? attribute, double otherwise)
    {
        var number = SourceJson.NumberOf(version) ?? otherwise;
        if (GrowthBookScale.Of(number == 0 ? otherwise : number) is not { } scale)
        {
            import.Tell(version!, "There is no such version of the hash; the rule takes nobody.");
            return null;
        }

        if (seed.Length > LongestSalt)
        {
            import.Lose(at, $"A seed of more than {LongestSalt} characters is not carried; the rule counts as not met.");
            return null;
        }

        return new GrowthBookDraw(scale, seed, attributeOf(SourceJson.TextOf(attribute) ?? "id"));
    }

    /// <summary>Puts a rule's draw and its filters together, as far as one draw can say them.</summary>
    private GrowthBookStep? Joined(SourceNode rule, string when, GrowthBookDraw? draw, int[] values)
    {
        if (draw is not null && values[0] != GrowthBookStep.Next && values.AsSpan().IndexOfAnyExcept(values[0]) < 0)
        {
            (when, draw, values) = (ConditionText.All([when, draw.HasValue]), null, [values[0]]);
        }

        if (Filters(rule) is not { } filters)
        {
            return null;
        }

        foreach (var filter in filters)
        {
            if (filter.Lets.All(lets => lets))
            {
                when = ConditionText.All([when, filter.Draw.HasValue]);
            }
            else if (draw is null)
            {
                (draw, values) = (filter.Draw, [.. filter.Lets.Select(lets => lets ? values[0] : GrowthBookStep.Next)]);
            }
            else if (draw == filter.Draw)
            {
                values = [.. values.Zip(filter.Lets, (value, lets) => lets ? value : GrowthBookStep.Next)];
            }
            else if (filter.Lets.Any(lets => lets) && values.Any(value => value != GrowthBookStep.Next))
            {
                import.Lose(filter.At, "A namespace or filter is drawn apart from the rule's own draw, and a rule draws once here; the rule counts as not met.");
                return null;
            }
            else
            {
                return null;
            }
        }

        return values.AsSpan().IndexOfAnyExcept(GrowthBookStep.Next) < 0 ? null : new GrowthBookStep(when, draw, values, rule);
    }

    /// <summary>The rule's filters, else the namespace of an experiment.</summary>
    private List<GrowthBookFilter>? Filters(SourceNode rule)
    {
        List<GrowthBookFilter> filters = [];
        if (rule["filters"] is { Kind: SourceKind.List } all)
        {
            foreach (var item in all.Items)
            {
                if (DrawOf(item, SourceJson.TextOf(item["seed"]) ?? "", item["hashVersion"], item["attribute"], otherwise: 2) is not { } draw)
                {
                    return null;
                }

                var ranges = (item["ranges"]?.Items ?? []).Select(range => Range(range) ?? (0, 0)).ToArray();
                filters.Add(new GrowthBookFilter(draw, Each(draw.Scale, number => GrowthBookRanges.Choose(number, ranges) >= 0), item));
            }
        }
        else if (rule.Member("force") is null && rule["namespace"] is { Items: [var name, var from, var to] } space)
        {
            var draw = DrawOf(space, "__" + name.Text, version: null, rule["hashAttribute"], otherwise: 1);
            if (draw is null)
            {
                return null;
            }

            (double, double)[] range = [(SourceJson.NumberOf(from) ?? 0, SourceJson.NumberOf(to) ?? 0)];
            filters.Add(new GrowthBookFilter(draw, Each(draw.Scale, number => GrowthBookRanges.Choose(number, range) >= 0), space));
        }

        return filters;
    }
}
