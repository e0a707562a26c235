using System.Globalization;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Split (algorithm 2): the key alone by MurmurHash3, steps 1 to 100. The salt is the flag's seed in digits, and seeds the hash. An empty id has no
/// place and no variant.
/// </summary>
internal sealed class SplitBucketing : Bucketing
{
    private const int Steps = 100;

    public override string Name => "split";

    public override string? Refuse(string salt) =>
        TryRead(salt, out _) ? null : "the salt of split is the flag's seed, a whole number from -2147483648 to 4294967295";

    public override PlaceDraw Places(string salt) => new PartitionPlaces(SeedOf(salt));

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new Partitions(SeedOf(salt), weights);

    private static uint SeedOf(string salt) =>
        TryRead(salt, out var seed) ? seed : throw new ArgumentException("No seed.", nameof(salt));

    /// <summary>Reads a seed, which has 32 bits with or without a sign.</summary>
    private static bool TryRead(string salt, out uint seed)
    {
        var isNumber = long.TryParse(salt, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        seed = unchecked((uint)number);
        return isNumber && number is >= int.MinValue and <= uint.MaxValue;
    }

    [SkipLocalsInit]
    private static int Step(ReadOnlySpan<char> id, uint seed)
    {
        using var text = new JoinedUtf8([], id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return (int)(Murmur3.Hash(text.Bytes, seed) % Steps) + 1;
    }

    private sealed class PartitionPlaces(uint seed) : PlaceDraw
    {
        /// <summary>In at exactly as many percent already.</summary>
        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : (Step(id, seed) * (BucketingV1.BucketCount / Steps)) - 1;
    }

    private sealed class Partitions(uint seed, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private readonly WholeWeights _weights = new(weights);

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : _weights.FirstReaching(Step(id, seed), Steps);
    }
}
