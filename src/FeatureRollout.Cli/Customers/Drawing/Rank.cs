namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>A customer's place in a draw: the whole mixed hash of bucketing v1, of which the bucket is the top, then the id unit by unit.</summary>
internal readonly record struct Rank(ulong Mixed, string Id)
{
    /// <summary>The last first, as a heap needs it that gives up the last.</summary>
    public static readonly IComparer<Rank> LastFirst = Comparer<Rank>.Create(static (left, right) => right.IsAfter(left) ? 1 : left.IsAfter(right) ? -1 : 0);

    public bool IsAfter(Rank other) => Mixed != other.Mixed ? Mixed > other.Mixed : string.CompareOrdinal(Id, other.Id) > 0;
}
