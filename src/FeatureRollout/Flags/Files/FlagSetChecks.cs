namespace FeatureRollout.Flags.Files;

/// <summary>
/// What is wrong between flags and segments that are each well written: unknown names, circles, too many
/// prerequisites, segments nested too deep. One file is checked by it, and so are the layers together.
/// </summary>
internal static class FlagSetChecks
{
    /// <summary>The place at which a rule names variants of its flag.</summary>
    public const string RuleVariants = "rules, variants";

    /// <summary>Finds what is wrong.</summary>
    /// <param name="flags">The flags, by key.</param>
    /// <param name="segments">The segments, by name.</param>
    /// <param name="report">Called for each problem, in no certain order.</param>
    /// <param name="states">The states, by flag key, whose stages name segments too; those without a flag don't count.</param>
    public static void Check(
        IReadOnlyDictionary<string, FlagDefinition> flags,
        IReadOnlyDictionary<string, SegmentDefinition> segments,
        Action<FlagSetProblem> report,
        IReadOnlyDictionary<string, FlagState>? states = null)
    {
        var names = new Names(flags, segments, new Suggestions(), report);
        foreach (var (key, flag) in flags)
        {
            var owner = Owner.Flag(key);
            names.MustBeFlags(owner, "requires", flag.Requires);
            names.MustBeSegments(owner, "include", flag.Include?.Segments);
            names.MustBeSegments(owner, "exclude", flag.Exclude?.Segments);
            foreach (var rule in flag.Rules ?? [])
            {
                names.MustBeSegments(owner, "rules", ConditionText.Segments(rule.When));
            }

            names.MustBeVariants(owner, flag);
            if (states?.GetValueOrDefault(key)?.Stage is { } stage)
            {
                names.MustBeSegments(owner, "stage", SegmentReferences.Of(stage));
            }
        }

        foreach (var (name, segment) in segments)
        {
            names.MustBeSegments(Owner.Segment(name), "when", SegmentReferences.Of(segment));
        }

        foreach (var problem in Prerequisites.Of(flags).Problems)
        {
            report(new FlagSetProblem(Owner.Flag(problem.Key), "requires", problem.Name, problem.Message));
        }

        var nested = segments.ToDictionary(
            segment => segment.Key, IReadOnlyList<string> (segment) => [.. SegmentReferences.Of(segment.Value)], StringComparer.Ordinal);
        foreach (var problem in Prerequisites.Of("segments", nested).Problems)
        {
            report(new FlagSetProblem(Owner.Segment(problem.Key), "when", problem.Name, problem.Message));
        }

        SegmentNesting.Check(nested, report);
    }

    private sealed record Names(
        IReadOnlyDictionary<string, FlagDefinition> Flags,
        IReadOnlyDictionary<string, SegmentDefinition> Segments,
        Suggestions Suggestions,
        Action<FlagSetProblem> Report)
    {
        public void MustBeFlags(Owner owner, string member, IEnumerable<string>? keys) =>
            MustBe(owner, member, keys, "flag", Flags);

        public void MustBeSegments(Owner owner, string member, IEnumerable<string>? names) =>
            MustBe(owner, member, names, "segment", Segments);

        public void MustBeVariants(Owner owner, FlagDefinition flag)
        {
            if (flag.Rules is null || flag.Rules.All(rule => rule.Variants is null))
            {
                return;
            }

            var known = (flag.Variants ?? []).Select(variant => variant.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var name in flag.Rules.SelectMany(rule => rule.Variants ?? []).Select(variant => variant.Name).Distinct(StringComparer.Ordinal))
            {
                if (!known.Contains(name))
                {
                    Report(new FlagSetProblem(owner, RuleVariants, name, known.Count == 0
                        ? $"unknown variant \"{JsonEscapes.Clip(name, 40)}\"; the flag has no \"variants\""
                        : $"unknown variant \"{JsonEscapes.Clip(name, 40)}\"{Suggestions.For(name, known, known.Count)}"));
                }
            }
        }

        private void MustBe<T>(Owner owner, string member, IEnumerable<string>? names, string noun, IReadOnlyDictionary<string, T> known)
        {
            foreach (var name in names ?? [])
            {
                if (!known.ContainsKey(name))
                {
                    var suggestion = Suggestions.For(name, known.Keys, known.Count);
                    Report(new FlagSetProblem(owner, member, name, $"unknown {noun} \"{JsonEscapes.Clip(name, 40)}\"{suggestion}"));
                }
            }
        }
    }
}

/// <summary>Something wrong between flags and segments.</summary>
/// <param name="Owner">The flag or segment that names the other.</param>
/// <param name="Member">Its member that does so.</param>
/// <param name="Name">The name given there.</param>
/// <param name="Message">What is wrong.</param>
internal readonly record struct FlagSetProblem(Owner Owner, string Member, string Name, string Message)
{
    /// <summary>The problem with its place in words, for layers that no single file holds.</summary>
    public override string ToString() => $"{Owner}, {Member}: {Message}";
}
