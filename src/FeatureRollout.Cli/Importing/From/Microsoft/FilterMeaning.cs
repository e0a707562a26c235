namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>What a filter says.</summary>
internal abstract record FilterMeaning
{
    /// <summary>It holds for everybody.</summary>
    internal sealed record Everybody : FilterMeaning;

    /// <summary>It holds for nobody, there as here.</summary>
    internal sealed record Nobody : FilterMeaning;

    /// <summary>It is not carried, which was noted: it counts as not met.</summary>
    internal sealed record Lost : FilterMeaning;

    /// <summary>It holds at a time.</summary>
    internal sealed record Window(FlagSchedule Time, Setting At) : FilterMeaning;

    /// <summary>It holds for some.</summary>
    internal sealed record Targeting(TargetedAudience Audience) : FilterMeaning;

    /// <summary>It holds for a share, drawn anew at each call.</summary>
    internal sealed record Random(int Thousandths) : FilterMeaning;
}
