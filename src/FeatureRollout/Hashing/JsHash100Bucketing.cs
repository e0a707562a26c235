namespace FeatureRollout.Hashing;

/// <summary>
/// The verdict of the widespread JavaScript <c>Math.abs(hash) % 100 &lt; percentage</c>, where each UTF-16 unit makes
/// <c>hash = ((hash &lt;&lt; 5) - hash + unit) | 0</c>. It takes a running rollout over with nobody moved.
/// It knows no salt, so all its flags share one cohort, and the empty id is number 0. It draws no variants: these are v1's.
/// </summary>
internal sealed class JsHash100Bucketing : Bucketing
{
    private static readonly PlaceDraw OfEveryFlag = new JsHash100Places();

    public override string Name => "js-hash-100";

    public override bool DrawsVariantsApart => true;

    public override string VariantSalt(string salt) => Default.VariantSalt(salt);

    public override PlaceDraw Places(string salt) => OfEveryFlag;

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => Default.Variants(salt, weights);

    private sealed class JsHash100Places : PlaceDraw
    {
        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            var hash = 0;
            foreach (var unit in id)
            {
                hash = unchecked((hash * 31) + unit);
            }

            // JavaScript's numbers hold the 2147483648 that an int does not.
            return (int)(Math.Abs((long)hash) % 100) * 1000;
        }
    }
}
