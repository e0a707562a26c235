namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>What was drawn.</summary>
/// <param name="Drawn">In the order in which the seats were given out: a larger cohort of the same list begins with this one.</param>
/// <param name="Strata">By name; one without a name where nothing was stratified.</param>
internal sealed record Cohort(IReadOnlyList<Candidate> Drawn, IReadOnlyList<StratumCount> Strata)
{
    /// <summary>The percentage from which on a flag with the same salt, drawing by itself, reaches all of them; zero for nobody.</summary>
    public Percentage ReachedAt => Drawn.Count == 0 ? Percentage.Zero : Percentage.FromThousandths(BucketingV1.BucketOf(Drawn.Max(each => each.Rank.Mixed)) + 1);
}

/// <summary>A stratum, in rows of the list.</summary>
/// <param name="Name">The values of the columns; empty where they are.</param>
/// <param name="Listed">All rows.</param>
/// <param name="Eligible">Those that may be drawn.</param>
/// <param name="Drawn">Those that are.</param>
internal sealed record StratumCount(string Name, long Listed, long Eligible, long Drawn);
