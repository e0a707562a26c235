using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>Whom a flag lets in, in words fit for a terminal: not by its percentage alone.</summary>
/// <param name="Reach">Whom; where a host does not say so yet, as the percentage says.</param>
/// <param name="Percentage">The flag's own percentage.</param>
/// <param name="Rules">How many rules there are; null where that is not known.</param>
internal sealed record Reached(FlagReach Reach, decimal Percentage, int? Rules = null)
{
    public static Reached Of(FlagSummaryResource flag) => new(Of(flag.Reach, flag.Percentage), flag.Percentage, (flag as FlagResource)?.Definition.Rules.Count);

    public static Reached Of(RolloutSummaryResource rollout) => new(Of(rollout.Reach, rollout.Percentage), rollout.Percentage);

    public Reach Who => Reach.Who;

    /// <summary>Whether rules and lists alone say who is in, so that a number would say too little.</summary>
    private bool IsOpen => Who == FeatureRollout.Flags.Reach.Some && !ReachText.Has(Reach, ReachWays.Percentage);

    /// <summary>For a column, such as <c>25%</c>, <c>by rules</c>.</summary>
    public string Short => Who switch
    {
        FeatureRollout.Flags.Reach.Nobody => Figures.Percent(0),
        FeatureRollout.Flags.Reach.Everybody => Figures.Percent(100),
        _ when !IsOpen => Figures.Percent(Percentage),
        _ => ReachText.Has(Reach, ReachWays.Rules) ? "by rules" : "by name",
    };

    /// <summary>Such as <c>25% of customers</c>, <c>some customers, by 3 rules</c>.</summary>
    public string OfCustomers => IsOpen ? "some customers, " + ReachText.Ways(Reach, Rules) : Short + " of customers";

    /// <summary>Such as <c>on for some, by 3 rules</c>; a percentage that has no effect is told all the same.</summary>
    public string Sentence => (Reach.BlockedBy is not null && Percentage > 0 ? Figures.Percent(Percentage) + ", but " : "") + ReachText.Sentence(Reach, Figures.Percent(Percentage), Percentage == 100, Rules, Plain.Text);

    private static FlagReach Of(ReachResource? told, decimal percentage) => told?.ToReach() ?? percentage switch
    {
        0 => FlagReach.Nobody,
        100 => FlagReach.Of(FeatureRollout.Percentage.Full),
        _ => new FlagReach(FeatureRollout.Flags.Reach.Some, ReachWays.Percentage),
    };
}
