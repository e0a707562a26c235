using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Hashing;

[Trait("Requirement", "F-06")]
public sealed class XxHash3Tests
{
    [Fact]
    public void Somebody_else_confirms_the_hash_on_this_machine() =>
        Assert.True(HashOracles.Xxhsum is not null || HashOracles.Runtime is not null, "neither xxhsum nor the SDK's System.IO.Hashing is here");

    [FactWithXxhsum]
    public void Bytes_of_every_length_hash_as_xxhsum_hashes_them()
    {
        Assert.True(HashOracles.Xxhsum is not null, "CI needs xxhsum");
        var inputs = Inputs(seed: 3);
        Assert.Equal(HashOracles.ByXxhsum(inputs), inputs.Select(each => XxHash3.Hash(each)));
    }

    [FactWithRuntimeHash]
    public void Bytes_of_every_length_hash_as_the_runtimes_library_hashes_them()
    {
        for (var seed = 10; seed < 20; seed++)
        {
            Assert.All(Inputs(seed), each => Assert.Equal(HashOracles.Runtime!(each, 0), XxHash3.Hash(each)));
        }
    }

    /// <summary>The known answers of xxHash's own self-test, over its own sequence of bytes.</summary>
    [Theory]
    [InlineData(0, 0x2D06800538D394C2)]
    [InlineData(1, 0xC44BDFF4074EECDB)]
    [InlineData(6, 0x27B56A84CD2D7325)]
    [InlineData(12, 0xA713DAF0DFBB77E7)]
    [InlineData(24, 0xA3FE70BF9D3510EB)]
    [InlineData(48, 0x397DA259ECBA1F11)]
    [InlineData(80, 0xBCDEFBBB2C47C90A)]
    [InlineData(195, 0xCD94217EE362EC3A)]
    [InlineData(403, 0xCDEB804D65C6DEA4)]
    [InlineData(512, 0x617E49599013CB6B)]
    [InlineData(2048, 0xDD59E2C3A5F038E0)]
    [InlineData(2240, 0x6E73A90539CF2948)]
    [InlineData(2367, 0xCB37AEB9E5D361ED)]
    public void Published_answers_hold(int length, ulong expected)
    {
        var bytes = new byte[length];
        ulong state = 2654435761;
        foreach (ref var each in bytes.AsSpan())
        {
            each = (byte)(state >> 56);
            state *= 11400714785074694797;
        }

        Assert.Equal(expected, XxHash3.Hash(bytes));
    }

    [Fact]
    public void What_lies_beside_the_bytes_does_not_count()
    {
        var random = new Random(5);
        var around = new byte[2000];
        for (var length = 0; length <= 1500; length++)
        {
            random.NextBytes(around);
            var at = random.Next(around.Length - length);
            Assert.Equal(XxHash3.Hash(around.AsSpan(at, length).ToArray()), XxHash3.Hash(around.AsSpan(at, length)));
        }
    }

    [Fact]
    public void The_upper_half_of_a_product_is_the_same_with_and_without_special_instructions()
    {
        ulong[] extremes = [0, 1, 2, uint.MaxValue, 1UL << 32, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue];
        var random = new Random(7);
        var values = extremes.Concat(Enumerable.Range(0, 100).Select(_ => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)))).ToArray();
        foreach (var left in values)
        {
            foreach (var right in values)
            {
                var product = (UInt128)left * right;
                Assert.Equal((ulong)(product >> 64), WideProduct.High(left, right));
                Assert.Equal((ulong)(product >> 64), WideProduct.PortableHigh(left, right));
                Assert.Equal((ulong)(product >> 64) ^ unchecked((ulong)product), WideProduct.Fold(left, right));
            }
        }
    }

    [Fact]
    public void The_portable_product_of_halves_multiplies_each_lanes_halves()
    {
        var random = new Random(8);
        for (var i = 0; i < 1000; i++)
        {
            ulong first = (ulong)random.NextInt64(), second = ulong.MaxValue - (ulong)random.NextInt64();
            Assert.Equal(
                Vector128.Create((first >> 32) * (uint)first, (second >> 32) * (uint)second),
                XxHash3Stripes.PortableProductOfHalves(Vector128.Create(first, second)));
        }
    }

    /// <summary>Every length to 600 four times, every length around the ends of blocks, and some long ones.</summary>
    private static List<byte[]> Inputs(int seed)
    {
        var random = new Random(seed);
        var lengths = Enumerable.Range(0, 4).SelectMany(_ => Enumerable.Range(0, 601))
            .Concat(Enumerable.Range(1, 4).SelectMany(block => Enumerable.Range((block * 1024) - 66, 133)))
            .Concat(Enumerable.Range(0, 40).Select(_ => random.Next(600, 100_000)));
        var inputs = new List<byte[]>();
        foreach (var length in lengths)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (random.Next(8) == 0)
            {
                Array.Fill(bytes, (byte)random.Next(256));
            }
            else if (length >= 8 && random.Next(8) == 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
            }

            inputs.Add(bytes);
        }

        return inputs;
    }
}
