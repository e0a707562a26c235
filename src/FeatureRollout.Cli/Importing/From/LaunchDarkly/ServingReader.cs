using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Reads a fixed variation or a rollout.</summary>
internal sealed class ServingReader(Import import, ContextAttributes attributes)
{
    /// <summary>What stands there; null, and noted, where it is neither.</summary>
    public Serving? Read(SourceNode owner)
    {
        if (owner["variation"] is not null && owner.Whole("variation") is { } variation)
        {
            return Serving.Fixed(variation);
        }

        if (owner["rollout"] is { Kind: SourceKind.Map } rollout && rollout.ItemsOf("variations") is { Count: > 0 } weighted)
        {
            KnownMembers.NoteOthers(import, rollout, "kind", "contextKind", "variations", "bucketBy", "seed");
            return Ranges(weighted) is { } ranges ? new Serving(ranges, Seed(rollout), Unit(rollout)) : null;
        }

        import.Lose(owner, "there is neither a variation nor a rollout, which is an error there; these customers are off.");
        return null;
    }

    private List<ServedRange>? Ranges(IReadOnlyList<SourceNode> weighted)
    {
        var ranges = new List<ServedRange>();
        var end = 0;
        foreach (var each in weighted)
        {
            KnownMembers.NoteOthers(import, each, "variation", "weight");
            if (each.Whole("variation") is not { } variation || each.Whole("weight") is not { } weight || weight < 0)
            {
                import.Lose(each, "a part of a rollout needs a variation and a weight; these customers are off.");
                return null;
            }

            var from = end;
            end = each == weighted[^1] ? Serving.Full : Math.Min(from + Math.Min(weight, Serving.Full), Serving.Full);
            if (from == end)
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^1].Variation == variation)
            {
                ranges[^1] = ranges[^1] with { To = end };
            }
            else
            {
                ranges.Add(new ServedRange(from, end, variation));
            }
        }

        return ranges;
    }

    private string? Seed(SourceNode rollout)
    {
        if (rollout["seed"] is not { } seed)
        {
            return null;
        }

        if (rollout.Whole("seed") is { } number)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        import.Lose(seed, "a seed is a whole number; this one is passed over.");
        return null;
    }

    private string? Unit(SourceNode rollout)
    {
        var kind = rollout.TextOf("contextKind");
        var isExperiment = rollout.TextOf("kind") == "experiment";
        if (isExperiment)
        {
            import.Tell(rollout, "an experiment is carried as a rollout: everybody keeps their variation, and nothing is measured for it.");
        }

        if (isExperiment || rollout.TextOf("bucketBy") is not { Length: > 0 } by)
        {
            return Attribute(attributes.KeyOf(rollout, kind));
        }

        if (attributes.Of(rollout, kind, by) is { } attribute)
        {
            if (!ContextAttributes.IsSingle(attribute))
            {
                import.TellOnce(rollout, $"who has a fraction in \"{attribute}\" is drawn by it here, and gets the first variation there.");
            }

            return Attribute(attribute);
        }

        import.Lose(rollout["bucketBy"]!, "there is no such attribute: nobody is drawn by it, and all get the first variation, as there.");
        return by;

        static string? Attribute(string name) => name == "customerId" ? null : name;
    }
}
