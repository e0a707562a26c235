using FeatureRollout.Flags;

namespace FeatureRollout.Dashboard;

/// <summary>Whom a flag lets in, as the pages show it: not by its percentage alone.</summary>
internal static class Reached
{
    /// <summary>The share as a bar with its number, or a word where rules and lists say it; below it what else lets in.</summary>
    public static Html Share(FlagOverview flag)
    {
        var beside = Beside(flag);
        return Html.Of($"{(IsOpen(flag) ? Html.Of($"<span class=\"share\"><svg class=\"share-bar some\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"6\"/></svg><span class=\"share-number\">some</span></span>") : Words.Share(PercentageOf(flag)))}{Html.If(beside.Length > 0, $"<span class=\"detail\">{beside}</span>")}");
    }

    /// <summary>The percentage that is true of all customers: an open one has none.</summary>
    public static Percentage PercentageOf(FlagOverview flag) => flag.Reach.Who switch
    {
        Reach.Nobody => Percentage.Zero,
        Reach.Everybody => Percentage.Full,
        _ => flag.Percentage,
    };

    /// <summary>Whether rules and lists alone say who is in, so that a number would say too little.</summary>
    public static bool IsOpen(FlagOverview flag) => flag.Reach.Who == Reach.Some && !ReachText.Has(flag.Reach, ReachWays.Percentage);

    /// <summary>What the number is of, such as <c>of the others, after 2 rules</c>.</summary>
    public static string OfWhom(FlagOverview flag) =>
        IsOpen(flag) ? "customers, " + ReachText.Ways(flag.Reach, RulesOf(flag))
        : HasRulesFirst(flag) ? $"of the others, after {(RulesOf(flag) == 1 ? "a rule" : FormattableString.Invariant($"{RulesOf(flag)} rules"))}"
        : "of customers";

    /// <summary>In a sentence.</summary>
    public static string Sentence(FlagOverview flag) =>
        ReachText.Sentence(flag.Reach, flag.Percentage.ToString(), flag.Percentage == Percentage.Full, RulesOf(flag), VisibleText.Of);

    /// <summary>Whether rules come before the percentage; those of a rollout are within it.</summary>
    public static bool HasRulesFirst(FlagOverview flag) => flag.Reach.Who == Reach.Some && flag.Rollout is null && ReachText.Has(flag.Reach, ReachWays.Rules);

    private static string Beside(FlagOverview flag) =>
        IsOpen(flag) ? ReachText.Ways(flag.Reach, RulesOf(flag))
        : HasRulesFirst(flag) ? OfWhom(flag)
        : flag.Reach is { Who: Reach.Some, By: ReachWays.Percentage } && flag.Percentage == Percentage.Full ? "with exceptions"
        : "";

    private static int? RulesOf(FlagOverview flag) => flag.State?.Stage?.Strata.Count > 0 ? null : flag.Definition.Rules?.Count;
}
