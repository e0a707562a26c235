namespace FeatureRollout.Flags.Files;

/// <summary>The names of the segments that something refers to, in any order, twice where they stand twice.</summary>
internal static class SegmentReferences
{
    public static IEnumerable<string> Of(FlagDefinition flag) =>
        (flag.Include?.Segments ?? [])
            .Concat(flag.Exclude?.Segments ?? [])
            .Concat((flag.Rules ?? []).SelectMany(rule => ConditionText.Segments(rule.When)));

    public static IEnumerable<string> Of(RolloutStage stage) =>
        stage.Customers.Segments
            .Concat(stage.Strata.Select(stratum => stratum.When).Append(stage.Eligible).OfType<Condition>().SelectMany(ConditionText.Segments));

    public static IEnumerable<string> Of(SegmentDefinition segment) =>
        segment.When is { } when ? ConditionText.Segments(when) : [];
}
