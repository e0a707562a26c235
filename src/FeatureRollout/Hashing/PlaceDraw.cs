namespace FeatureRollout.Hashing;

/// <summary>A bucketing with its salt: where each customer stands. Immutable, free of allocations, and safe on any thread.</summary>
internal abstract class PlaceDraw
{
    /// <summary>
    /// The customer's bucket, 0 to 99,999: in exactly when it is less than the percentage in thousandths of a percent, so it is
    /// one less than the smallest such share, over zero, that has the customer in. Null where this bucketing has no place for the id.
    /// </summary>
    /// <param name="id">The customer id; empty where there is none.</param>
    /// <param name="idHash"><see cref="TextHash"/> of the id.</param>
    public abstract int? Bucket(ReadOnlySpan<char> id, ulong idHash);
}
