namespace FeatureRollout.Providers;

/// <summary>Refuses content with nulls where none may be, so that nothing behind it need look.</summary>
internal static class FlagSetGuard
{
    /// <summary>Gives the content back, or throws.</summary>
    /// <exception cref="InvalidDataException">There is a null in it, or an entry stands under another key than its own.</exception>
    public static FlagSet Check(FlagSet? flags)
    {
        Require(flags, "flag set");
        Require(flags!.Problems, "list of problems");
        foreach (var problem in flags.Problems)
        {
            Require(problem, "problem");
        }

        foreach (var (key, flag) in Entries(flags.Flags, "flags"))
        {
            Check(flag, key);
        }

        foreach (var (name, segment) in Entries(flags.Segments, "segments"))
        {
            Match(name, segment.Name, "segment");
        }

        foreach (var (name, plan) in Entries(flags.Plans, "plans"))
        {
            Match(name, plan.Name, "plan");
        }

        foreach (var (key, rollout) in Entries(flags.Rollouts, "rollouts"))
        {
            Match(key, rollout.Key, "rollout");
            Require(rollout.Customers, $"list of customers of {key}");
            Items(rollout.MoreFlags, key, "flags");
        }

        Require(flags.PlanWarnings, "list of warnings");
        if (flags.States is not null)
        {
            foreach (var (key, state) in Entries(flags.States, "states"))
            {
                Check(state, key);
            }
        }

        return flags;
    }

    private static void Check(FlagDefinition flag, string key)
    {
        Match(key, flag.Key, "flag");
        Check(flag.Include, key);
        Check(flag.Exclude, key);
        Items(flag.Requires, key, "requires");
        Items(flag.Rules, key, "rules");
        Items(flag.Variants, key, "variants");
        Items(flag.Overrides?.Values, key, "overrides");
        Items(flag.Rules?.Select(rule => rule.When), key, "rules");
        Items(flag.Rules?.SelectMany(rule => rule.Variants ?? []), key, "variants of a rule");
    }

    private static void Check(FlagState state, string key)
    {
        Match(key, state.Key, "state");
        Items(state.Overrides?.Values, key, "overrides");
        if (state.Definition is { } copy)
        {
            Check(copy, key);
        }

        if (state.Stage is { } stage)
        {
            Require(stage.Name, $"stage name of {key}");
            Require(stage.Customers, $"stage audience of {key}");
            Check(stage.Customers, key);
            Require(stage.Strata, $"list of strata of {key}");
            Items(stage.Strata, key, "strata");
        }
    }

    private static void Check(Audience? audience, string key)
    {
        if (audience is not null)
        {
            Require(audience.Customers, $"list of customers of {key}");
            Require(audience.Segments, $"list of segments of {key}");
            Items(audience.Segments, key, "segments");
        }
    }

    private static IReadOnlyDictionary<string, T> Entries<T>(IReadOnlyDictionary<string, T>? entries, string what)
        where T : class
    {
        Require(entries, $"dictionary of {what}");
        foreach (var (key, entry) in entries!)
        {
            Require(entry, $"entry {key} among the {what}");
        }

        return entries;
    }

    private static void Items<T>(IEnumerable<T>? items, string key, string what)
        where T : class
    {
        foreach (var item in items ?? [])
        {
            Require(item, $"entry among the {what} of {key}");
        }
    }

    private static void Match(string key, string? own, string what)
    {
        if (own != key)
        {
            throw new InvalidDataException($"The {what} under the key {key} calls itself {own ?? "null"}.");
        }
    }

    private static void Require(object? value, string what)
    {
        if (value is null)
        {
            throw new InvalidDataException($"The provider gave null for a {what}.");
        }
    }
}
