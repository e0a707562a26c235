using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FeatureRollout.Hashing.Digests;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing.Digests;

[Trait("Requirement", "F-08")]
[SuppressMessage("Security", "CA5350", Justification = "It is what the tools use.")]
[SuppressMessage("Security", "CA5351", Justification = "It is what the tools use.")]
public sealed class DigestTests
{
    /// <summary>The examples that NIST publishes with FIPS 180-4.</summary>
    [Theory]
    [InlineData("abc", 0xBA7816BF8F01CFEA, 0xA9993E364706816A)]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 0x248D6A61D20638B8, 0x84983E441C3BD26E)]
    public void Published_answers_of_SHA_hold(string text, ulong sha256, ulong sha1)
    {
        Assert.Equal(sha256, Sha256.Hash(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(sha1, Sha1.Hash(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>The test suite of RFC 1321, A.5.</summary>
    [Theory]
    [InlineData("", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("a", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("abc", "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a")]
    public void Published_answers_of_MD5_hold(string text, string md5) => Assert.Equal(Number(md5), Md5.Hash(Encoding.ASCII.GetBytes(text)));

    /// <summary>So many times the letter a, by the programs sha256sum, sha1sum and md5sum: where blocks end, and where the platform takes over.</summary>
    [Theory]
    [InlineData(0, 0xE3B0C44298FC1C14, 0xDA39A3EE5E6B4B0D, "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(1, 0xCA978112CA1BBDCA, 0x86F7E437FAA5A7FC, "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData(55, 0x9F4390F8D30C2DD9, 0xC1C8BBDC22796E28, "ef1772b6dff9a122358552954ad0df65")]
    [InlineData(56, 0xB35439A4AC6F0948, 0xC2DB330F6083854C, "3b0c8ac703f828b04c6c197006d17218")]
    [InlineData(63, 0x7D3E74A05D7DB15B, 0x03F09F5B158A7A8C, "b06521f39153d618550606be297466d5")]
    [InlineData(64, 0xFFE054FE7AE0CB6D, 0x0098BA824B5C1642, "014842d480b571495a4a0363793f7367")]
    [InlineData(119, 0x31EBA51C313A5C08, 0xEE971065AAA017E0, "8a7bd0732ed6a28ce75f6dabc90e1613")]
    [InlineData(120, 0x2F3D335432C70B58, 0xF34C1488385346A5, "5f61c0ccad4cac44c75ff505e1f1e537")]
    public void Texts_at_the_ends_of_blocks_have_the_digests_that_other_programs_give(int length, ulong sha256, ulong sha1, string md5)
    {
        var text = Enumerable.Repeat((byte)'a', length).ToArray();
        Assert.Equal(sha256, Sha256.Hash(text));
        Assert.Equal(sha1, Sha1.Hash(text));
        Assert.Equal(Number(md5), Md5.Hash(text));
    }

    [Fact]
    public void Texts_of_every_length_have_the_digests_of_the_platform() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(20),
            Prop.ForAll(Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf(300).ToArbitrary(), bytes =>
                Enumerable.Range(0, 301).All(length => HaveThePlatformsDigests(bytes.AsSpan(300 - length)))));

    [Fact]
    public void Digests_allocate_nothing_at_any_length()
    {
        var text = Enumerable.Range(0, 200).Select(each => (byte)each).ToArray();
        var sum = 0ul;
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var length = 0; length <= text.Length; length++)
            {
                var some = text.AsSpan(0, length);
                sum |= Sha256.Hash(some) ^ Sha1.Hash(some) ^ (ulong)(Md5.Hash(some) >> 64);
            }
        }));
        Assert.NotEqual(0ul, sum);
    }

    private static bool HaveThePlatformsDigests(ReadOnlySpan<byte> text) =>
        Sha256.Hash(text) == BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(text))
        && Sha1.Hash(text) == BinaryPrimitives.ReadUInt64BigEndian(SHA1.HashData(text))
        && Md5.Hash(text) == BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(text));

    private static UInt128 Number(string digest) => BinaryPrimitives.ReadUInt128BigEndian(Convert.FromHexString(digest));
}
