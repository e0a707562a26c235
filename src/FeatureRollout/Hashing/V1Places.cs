namespace FeatureRollout.Hashing;

/// <summary>Places by <see cref="BucketingV1"/>.</summary>
internal sealed class V1Places(string salt) : PlaceDraw
{
    private readonly ulong _saltHash = TextHash.Of(salt);

    public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
        id.IsEmpty ? null : BucketingV1.BucketOf(BucketingV1.Mix(idHash, _saltHash));
}
