namespace FeatureRollout.Hashing;

/// <summary>A bucketing with a salt and weights: which variant each customer gets. Immutable, free of allocations, and safe on any thread.</summary>
internal abstract class VariantDraw
{
    /// <summary>The answer for a customer who gets no variant.</summary>
    public const int None = -1;

    /// <summary>The variant's place in the list of weights, or <see cref="None"/>.</summary>
    /// <param name="id">The customer id; empty where there is none.</param>
    /// <param name="idHash"><see cref="TextHash"/> of the id.</param>
    public abstract int Draw(ReadOnlySpan<char> id, ulong idHash);
}
