namespace FeatureRollout.Flags;

/// <summary>Whom a flag lets in, as people read it. Pure.</summary>
internal static class ReachText
{
    /// <summary>Such as <c>on by 2 rules, for 25 % of the others and those named</c>, or <c>off for everybody, since it requires search, which is off</c>.</summary>
    /// <param name="reach">Whom it lets in.</param>
    /// <param name="percentage">The percentage as it is shown.</param>
    /// <param name="isFull">Whether that is 100 %.</param>
    /// <param name="rules">How many rules there are; null where that is not known.</param>
    /// <param name="shown">Makes a foreign key fit to be shown.</param>
    public static string Sentence(FlagReach reach, string percentage, bool isFull, int? rules, Func<string, string> shown)
    {
        ArgumentNullException.ThrowIfNull(reach);
        ArgumentNullException.ThrowIfNull(shown);
        if (reach.Who != Reach.Some)
        {
            return reach.Who == Reach.Everybody ? "on for everybody" : "off for everybody" + (reach.BlockedBy is { } key ? $", since it requires {shown(key)}, which is off" : "");
        }

        var (byPercentage, byRules, byName) = (Has(reach, ReachWays.Percentage), Has(reach, ReachWays.Rules), Has(reach, ReachWays.Names));
        return (byPercentage, byRules, byName) switch
        {
            (true, true, _) => $"on {Rules(rules)}, for {percentage} of the others{(byName ? " and those named" : "")}",
            (true, false, _) when isFull => $"on for {percentage}, with exceptions",
            (true, false, _) => $"on for {percentage}{(byName ? " and those named" : "")}",
            (false, true, _) => $"on for some, {Rules(rules)}{(byName ? " and by name" : "")}",
            _ => "on for those named",
        };
    }

    /// <summary>What lets in beside a percentage, such as <c>by 2 rules and by name</c>; empty for nothing.</summary>
    public static string Ways(FlagReach reach, int? rules)
    {
        ArgumentNullException.ThrowIfNull(reach);
        string?[] ways = [Has(reach, ReachWays.Rules) ? Rules(rules) : null, Has(reach, ReachWays.Names) ? "by name" : null];
        return string.Join(" and ", ways.OfType<string>());
    }

    public static bool Has(FlagReach reach, ReachWays way)
    {
        ArgumentNullException.ThrowIfNull(reach);
        return (reach.By & way) != 0;
    }

    private static string Rules(int? count) => count switch
    {
        1 => "by a rule",
        > 1 => FormattableString.Invariant($"by {count} rules"),
        _ => "by rules",
    };
}
