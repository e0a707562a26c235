using System.Globalization;
using System.Text.Json;
using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Hashing;

/// <summary>The published specification is law: no number in it ever changes.</summary>
[Trait("Requirement", "F-06")]
public sealed class BucketingV1VectorTests
{
    private static readonly JsonElement Specification = Read();

    [Fact]
    public void Every_published_vector_holds()
    {
        var vectors = Specification.GetProperty("vectors");
        Assert.Equal(84, vectors.GetArrayLength());
        Assert.All(vectors.EnumerateArray(), vector =>
        {
            var id = IdOf(vector);
            var salt = vector.GetProperty("salt").GetString()!;
            var idHash = ulong.Parse(vector.GetProperty("idHash").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var saltHash = ulong.Parse(vector.GetProperty("saltHash").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var bucket = vector.GetProperty("bucket").GetInt32();
            Assert.Equal(idHash, TextHash.Of(id));
            Assert.Equal(idHash, XxHash3.Hash(SomeText.Wtf8Of(id)));
            Assert.Equal(saltHash, TextHash.Of(salt));
            Assert.Equal(bucket, BucketingV1.Bucket(id, salt));
            Assert.True(Bucketing.TryGet("v1", out var v1));
            Assert.Equal(bucket, v1.Places(salt).Bucket(id, idHash));
            if (Guid.TryParseExact(id, "D", out var guid) && guid.ToString("D") == id)
            {
                Assert.Equal(bucket, BucketingV1.Bucket(guid, salt));
            }

            if (long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                Assert.Equal(bucket, BucketingV1.Bucket(number, salt));
            }
        });
    }

    [Fact]
    public void The_constants_are_the_published_ones()
    {
        Assert.Equal("v1", Specification.GetProperty("name").GetString());
        var constants = Specification.GetProperty("constants");
        Assert.Equal(0, constants.GetProperty("seed").GetInt32());
        Assert.Equal(BucketingV1.BucketCount, constants.GetProperty("bucketCount").GetInt32());
        var first = Hex("multiplier1");
        var second = Hex("multiplier2");
        foreach (var x in new ulong[] { 0, 1, 0x44AD98655D8858E1, ulong.MaxValue })
        {
            var mixed = x;
            mixed = unchecked((mixed ^ (mixed >> 30)) * first);
            mixed = unchecked((mixed ^ (mixed >> 27)) * second);
            Assert.Equal(mixed ^ (mixed >> 31), BucketingV1.Mix(x ^ 0xABCD, 0xABCD));
        }

        ulong Hex(string name) => ulong.Parse(constants.GetProperty(name).GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static string IdOf(JsonElement vector)
    {
        var id = vector.TryGetProperty("idUnits", out var units)
            ? new string([.. units.EnumerateArray().Select(unit => (char)unit.GetUInt16())])
            : vector.GetProperty("id").GetString()!;
        return vector.TryGetProperty("repeat", out var repeat) ? string.Concat(Enumerable.Repeat(id, repeat.GetInt32())) : id;
    }

    private static JsonElement Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "bucketing-v1.json")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("docs/bucketing-v1.json is nowhere above the tests.");
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "bucketing-v1.json")));
        return document.RootElement.Clone();
    }
}
