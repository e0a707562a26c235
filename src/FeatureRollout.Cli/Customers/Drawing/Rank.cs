namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>A customer's place in a draw: the whole mixed hash of bucketing v1, of which the bucket is the top, then the id unit by unit.</summary>
internal readonly record struct Rank(ulong Mixed, string Id) : IComparable<Rank>
{
    public int CompareTo(Rank other) => Mixed != other.Mixed ? Mixed.CompareTo(other.Mixed) : string.CompareOrdinal(Id, other.Id);

    /// <summary>The last first, as a heap needs it that gives up the last.</summary>
    public static readonly IComparer<Rank> LastFirst = Comparer<Rank>.Create(static (left, right) => right.CompareTo(left));
}
