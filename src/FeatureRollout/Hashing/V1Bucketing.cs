namespace FeatureRollout.Hashing;

/// <summary>The bucketing of <see cref="BucketingV1"/>; an empty id has no place.</summary>
internal sealed class V1Bucketing : Bucketing
{
    public override string Name => "v1";

    public override bool DrawsVariantsApart => true;

    public override string VariantSalt(string salt) => salt + ":variant";

    public override PlaceDraw Places(string salt) => new V1Places(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new V1Variants(salt, weights);
}
