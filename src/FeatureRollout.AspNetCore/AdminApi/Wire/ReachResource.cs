using System.Text.Json.Serialization;
using FeatureRollout.Flags;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Whom a flag lets in, as far as it can be told without asking about anybody.</summary>
/// <param name="Who"><c>nobody</c>, <c>some</c> or <c>everybody</c>.</param>
/// <param name="By">What lets in: <c>percentage</c>, <c>rules</c>, <c>names</c>.</param>
/// <param name="BlockedBy">The required flag that is off for everybody; null for none.</param>
internal sealed record ReachResource([property: JsonConverter(typeof(CamelCase<Reach>))] Reach Who, IReadOnlyList<string> By, string? BlockedBy)
{
    private static readonly (ReachWays Way, string Word)[] Words =
        [(ReachWays.Percentage, "percentage"), (ReachWays.Rules, "rules"), (ReachWays.Names, "names")];

    public static ReachResource Of(FlagReach reach) =>
        new(reach.Who, [.. Words.Where(each => reach.By.HasFlag(each.Way)).Select(each => each.Word)], reach.BlockedBy);

    /// <summary>The same without words; what a newer host may say beyond them is passed over.</summary>
    public FlagReach ToReach() => new(
        Who, Words.Where(each => By.Contains(each.Word, StringComparer.Ordinal)).Aggregate(ReachWays.None, (by, each) => by | each.Way), BlockedBy);
}
