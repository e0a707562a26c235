namespace FeatureRollout.Hashing;

/// <summary>The bucketing of <see cref="BucketingV1"/>; an empty id has no place.</summary>
internal sealed class V1Bucketing : Bucketing
{
    public override string Name => "v1";

    public override int? Bucket(ReadOnlySpan<char> id, ulong idHash, ulong saltHash) =>
        id.IsEmpty ? null : BucketingV1.BucketOf(BucketingV1.Mix(idHash, saltHash));
}
