using System.Globalization;
using System.Runtime.CompilerServices;
using FeatureRollout.Hashing;

namespace FeatureRollout;

/// <summary>
/// The formula that draws customers by percentage, for those who want to know beforehand who is in, or to reach the
/// same answer elsewhere. A customer is in when the bucket is less than the percentage in thousandths of a percent
/// (25 % is 25,000). The formula never changes; docs/bucketing-v1.json specifies it and lists known answers.
/// Nothing here allocates; all of it may be called from any thread.
/// </summary>
public static class BucketingV1
{
    /// <summary>The number of buckets; each is a thousandth of a percent.</summary>
    public const int BucketCount = 100_000;

    private const string NoBucket = "A customer without an id has no bucket.";

    /// <summary>The bucket of a customer, 0 to 99,999.</summary>
    /// <param name="customerId">At least one character; a lone surrogate is hashed as the three bytes that its code point would take.</param>
    /// <param name="salt">The flag's salt, by default its key; may be empty.</param>
    /// <exception cref="ArgumentException">The id is empty: nobody without an id is drawn by percentage.</exception>
    public static int Bucket(string customerId, string salt)
    {
        ArgumentNullException.ThrowIfNull(customerId);
        return Bucket(customerId.AsSpan(), salt);
    }

    /// <summary>The bucket of a customer, 0 to 99,999; the same as of the id as a string.</summary>
    /// <inheritdoc cref="Bucket(string, string)"/>
    public static int Bucket(ReadOnlySpan<char> customerId, string salt)
    {
        if (customerId.IsEmpty)
        {
            throw new ArgumentException(NoBucket, nameof(customerId));
        }

        return BucketOfHash(TextHash.Of(customerId), salt);
    }

    /// <summary>The bucket of a customer whose id is given as UTF-8, 0 to 99,999.</summary>
    /// <param name="customerId">At least one byte; hashed as it is.</param>
    /// <param name="salt">The flag's salt, by default its key; may be empty.</param>
    /// <exception cref="ArgumentException">The id is empty: nobody without an id is drawn by percentage.</exception>
    public static int Bucket(ReadOnlySpan<byte> customerId, string salt)
    {
        if (customerId.IsEmpty)
        {
            throw new ArgumentException(NoBucket, nameof(customerId));
        }

        return BucketOfHash(XxHash3.Hash(customerId), salt);
    }

    /// <summary>The bucket of a customer, 0 to 99,999; the same as of <c>customerId.ToString("D")</c>, which is lower-case.</summary>
    /// <param name="customerId">Any value, the empty one included.</param>
    /// <param name="salt">The flag's salt, by default its key; may be empty.</param>
    [SkipLocalsInit]
    public static int Bucket(Guid customerId, string salt)
    {
        Span<byte> text = stackalloc byte[36];
        _ = customerId.TryFormat(text, out var written, "D");
        return BucketOfHash(XxHash3.Hash(text[..written]), salt);
    }

    /// <summary>The bucket of a customer, 0 to 99,999; the same as of the number's invariant decimal form.</summary>
    /// <param name="customerId">Any value.</param>
    /// <param name="salt">The flag's salt, by default its key; may be empty.</param>
    [SkipLocalsInit]
    public static int Bucket(long customerId, string salt)
    {
        Span<byte> text = stackalloc byte[20];
        _ = customerId.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        return BucketOfHash(XxHash3.Hash(text[..written]), salt);
    }

    /// <inheritdoc cref="Bucket(long, string)"/>
    public static int Bucket(int customerId, string salt) => Bucket((long)customerId, salt);

    /// <summary>
    /// Joins the hashes of id and salt: XOR, then the finalizer of splitmix64 (variant 13 of David Stafford's
    /// "Better Bit Mixing"), a bijection, so that all 64 bits of both count.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong idHash, ulong saltHash)
    {
        var mixed = idHash ^ saltHash;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The bucket of a mixed hash: the upper half of its product with the number of buckets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int BucketOf(ulong mixed) => (int)WideProduct.High(mixed, BucketCount);

    /// <summary>
    /// The number below which exactly the mixed hashes of the first buckets lie, so that evaluation compares without
    /// multiplying: ⌈thousandths × 2⁶⁴ / 100,000⌉.
    /// </summary>
    /// <param name="thousandths">Thousandths of a percent, 0 to 99,999; everybody would need 2⁶⁴.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    internal static ulong Threshold(int thousandths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(thousandths);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(thousandths, BucketCount);
        return (ulong)((new UInt128((ulong)thousandths, 0) + (BucketCount - 1)) / BucketCount);
    }

    private static int BucketOfHash(ulong idHash, string salt)
    {
        ArgumentNullException.ThrowIfNull(salt);
        return BucketOf(Mix(idHash, TextHash.Of(salt)));
    }
}
