namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Places of a tool that compares a number with the share in floating point: the bucket is found by asking its comparison around
/// the place where real numbers would have it, so that roundings count as they do there.
/// </summary>
internal abstract class ComparedPlaces : PlaceDraw
{
    /// <summary>The bucket of the customer with a number.</summary>
    /// <param name="value">What the tool compares.</param>
    /// <param name="guess">About the bucket, at most a few away.</param>
    protected int BucketOf(double value, double guess)
    {
        var bucket = (int)Math.Clamp(guess, 0, BucketingV1.BucketCount - 1);
        while (bucket > 0 && IsIn(value, bucket))
        {
            bucket--;
        }

        while (bucket < BucketingV1.BucketCount - 1 && !IsIn(value, bucket + 1))
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>The tool's own verdict; who is in stays in as the share grows.</summary>
    /// <param name="value">The customer's number.</param>
    /// <param name="thousandths">Thousandths of a percent, 1 to 99,999.</param>
    protected abstract bool IsIn(double value, int thousandths);
}
