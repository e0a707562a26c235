using System.Collections.Frozen;
using FeatureRollout.Flags.Files;

namespace FeatureRollout;

/// <summary>
/// The plans that ship with the library. A flag file names them under <c>rollouts</c>; a plan of the same name in the
/// file stands above the one here.
/// </summary>
public static class ShippedPlans
{
    private const string Resource = "FeatureRollout.Flags.Plans.Shipped.json";

    private static readonly Lazy<FrozenDictionary<string, PlanDefinition>> Read = new(ReadAll);

    /// <summary>The names: <c>pilot</c>, <c>pilot-fast-track</c>, <c>canary</c>, <c>five-weeks</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pilot", "pilot-fast-track", "canary", "five-weeks"];

    /// <summary>The plans by name.</summary>
    public static IReadOnlyDictionary<string, PlanDefinition> All => Read.Value;

    /// <summary>The plan of a rollout that names none: 1, 10, 50 and 100 % with a decision matrix.</summary>
    public static PlanDefinition Pilot => All["pilot"];

    /// <summary>The same in three weeks, for features of little risk.</summary>
    public static PlanDefinition PilotFastTrack => All["pilot-fast-track"];

    /// <summary>1, 10, 25, 50 and 100 % within nine days, against targets.</summary>
    public static PlanDefinition Canary => All["canary"];

    /// <summary>5, 10, 25, 50 and 100 % in five weeks, each keeping the criteria of the weeks before.</summary>
    public static PlanDefinition FiveWeeks => All["five-weeks"];

    private static FrozenDictionary<string, PlanDefinition> ReadAll()
    {
        using var stream = typeof(ShippedPlans).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return FlagFileReader.Read(bytes, Resource).Plans.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
