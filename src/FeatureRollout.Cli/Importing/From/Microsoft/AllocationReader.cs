namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Reads who gets which variant.</summary>
internal sealed class AllocationReader(Import import, Setting allocation, VariantReader variants, string key)
{
    private const int Full = 100_000;

    /// <summary>What those get whom nothing else names.</summary>
    public Outcome Default { get; } =
        allocation.Text("default_when_enabled") is { } name ? variants.Given(name, allocation) : new Outcome(null, IsOn: true);

    /// <summary>What is hashed with the customer; null for the tool's own.</summary>
    public string? Seed => allocation["seed"]?.Value;

    /// <summary>Notes what is not carried at all.</summary>
    public void NoteLost()
    {
        Members.NoteOthers(import, allocation, "default_when_enabled", "default_when_disabled", "user", "group", "percentile", "seed");
        if (allocation.Text("default_when_disabled") is { } disabled && variants.Has(disabled))
        {
            import.Lose(allocation["default_when_disabled"]!.At, variants.TurnsOn(disabled)
                ? $"\"{disabled}\" turns the feature on for those whom the filters leave out; here they are off."
                : "who is off gets no variant here, but what the code falls back to.");
        }
    }

    /// <summary>Users, then groups.</summary>
    public IEnumerable<AllocationStep> Steps()
    {
        foreach (var user in allocation["user"]?.Children ?? [])
        {
            Members.NoteOthers(import, user, "variant", "users");
            yield return new AllocationStep(
                LongConditions.InTexts(import, key + ".variant", EvaluationContext.CustomerIdName, TargetedAudience.ReadUsers(user["users"], import)), Of(user));
        }

        foreach (var group in allocation["group"]?.Children ?? [])
        {
            Members.NoteOthers(import, group, "variant", "groups");
            yield return new AllocationStep(
                TargetedAudience.InGroups(import, key + ".variant", TargetedAudience.Texts(group["groups"])), Of(group));
        }
    }

    /// <summary>The whole scale, in order and without gaps; neighbours with one outcome are one.</summary>
    public List<AllocationRange> Ranges()
    {
        var percentiles = (allocation["percentile"]?.Children ?? []).Select(Percentile).OfType<AllocationRange>().ToArray();
        int[] bounds = [.. percentiles.SelectMany(each => new[] { each.From, each.To }).Append(0).Append(Full).Distinct().Order()];
        var ranges = new List<AllocationRange>();
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var (from, to) = (bounds[i], bounds[i + 1]);
            var outcome = Array.Find(percentiles, each => each.From <= from && to <= each.To)?.Outcome ?? Default;
            if (ranges.Count > 0 && ranges[^1].Outcome == outcome)
            {
                ranges[^1] = ranges[^1] with { To = to };
            }
            else
            {
                ranges.Add(new AllocationRange(from, to, outcome));
            }
        }

        return ranges;
    }

    private Outcome Of(Setting step) => step.Text("variant") is { } name ? variants.Given(name, step) : Default;

    private AllocationRange? Percentile(Setting percentile)
    {
        Members.NoteOthers(import, percentile, "variant", "from", "to");
        const string PassedOver = "the percentile is passed over";
        if (Members.ReadShare(import, percentile, "from", PassedOver) is not { } from || Members.ReadShare(import, percentile, "to", PassedOver) is not { } to)
        {
            return null;
        }

        if (from > to)
        {
            import.Lose(percentile.At, $"it ends before it begins, which is an error there; {PassedOver}.");
            return null;
        }

        return from == to ? null : new AllocationRange(from, to, Of(percentile));
    }
}
