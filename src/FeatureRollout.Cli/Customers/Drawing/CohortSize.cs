namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>How many are to be drawn: a number, or a percentage of those who are eligible.</summary>
internal readonly record struct CohortSize
{
    /// <summary>So many of a stratum are always kept while it is not known how many there will be.</summary>
    private const int AlwaysKept = 1024;

    private readonly long _count;
    private readonly Percentage? _percentage;

    private CohortSize(long count, Percentage? percentage) => (_count, _percentage) = (count, percentage);

    public static CohortSize Of(long count) => new(count, null);

    public static CohortSize Of(Percentage percentage) => new(0, percentage);

    /// <summary>The number, of so many; half a customer is a whole one.</summary>
    public long Among(long eligible) => _percentage is { } share ? (long)((((Int128)eligible * share.Thousandths) + 50_000) / 100_000) : _count;

    /// <summary>
    /// What has to be kept of a stratum to draw from it at the end. Of a percentage it is a quarter more than will be needed on
    /// average, which random hashes exceed with a chance of less than one in 10¹⁰; should they, the draw is refused, never wrong.
    /// </summary>
    public Candidates Keep() => _percentage is not { } share ? new Candidates(_count, 0)
        : share.Thousandths >= 80_000 ? new Candidates(long.MaxValue, ulong.MaxValue)
        : new Candidates(AlwaysKept, BucketingV1.Threshold(share.Thousandths + ((share.Thousandths + 3) / 4)));
}
