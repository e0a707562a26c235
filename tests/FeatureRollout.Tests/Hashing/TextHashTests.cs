using System.Runtime.Intrinsics;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing;

[Trait("Requirement", "F-06")]
public sealed class TextHashTests
{
    [Fact]
    public void A_text_hashes_as_its_bytes_do() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(SomeText.Any, some =>
            TextHash.Of(some.Text) == XxHash3.Hash(SomeText.Wtf8Of(some.Text))));

    [Fact]
    public void What_lies_beside_a_slice_does_not_count() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(SomeText.Any, some =>
            TextHash.Of(some.Slice) == TextHash.Of(some.Text)));

    [Fact]
    public void Ascii_of_every_length_hashes_as_its_bytes_do()
    {
        for (var length = 0; length <= 700; length++)
        {
            var text = string.Create(length, new Random(length), (units, random) =>
            {
                foreach (ref var unit in units)
                {
                    unit = (char)random.Next(0x80);
                }
            });
            Assert.Equal(XxHash3.Hash(SomeText.Wtf8Of(text)), TextHash.Of(text));
        }
    }

    /// <summary>The ASCII test must see every unit, and each bit above the seventh.</summary>
    [Fact]
    public void One_unit_beyond_ascii_is_seen_wherever_it_stands()
    {
        char[] beyond = ['\u0080', '\u0100', '\u0141', '\u0800', '\u4000', '\u8041', '\uD800', '\uDC41', '\uFF41'];
        for (var length = 1; length <= 140; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var units = new string('A', length).ToCharArray();
                units[at] = beyond[(length + at) % beyond.Length];
                var text = new string(units);
                Assert.True(XxHash3.Hash(SomeText.Wtf8Of(text)) == TextHash.Of(text), $"unit {at} of {length}");
            }
        }
    }

    /// <summary>Long texts pass through a buffer in parts; characters of several bytes fall across its end in every way.</summary>
    [Fact]
    public void Long_texts_hash_as_their_bytes_do()
    {
        var random = new Random(11);
        string[] letters = ["a", "é", "日", "😀", "\uD83D", "\uDE00"];
        for (var i = 0; i < 1500; i++)
        {
            var repeated = letters[i % letters.Length];
            var text = new string('x', i % 67) + string.Concat(Enumerable.Repeat(repeated, random.Next(150, 2000)));
            Assert.True(XxHash3.Hash(SomeText.Wtf8Of(text)) == TextHash.Of(text), $"{text.Length} units, {repeated}");
        }
    }

    [Fact]
    public void A_megabyte_hashes_as_its_bytes_do()
    {
        var text = string.Concat(Enumerable.Repeat("größe 日本 😀 \uD800 plain ", 50_000));
        Assert.Equal(XxHash3.Hash(SomeText.Wtf8Of(text)), TextHash.Of(text));
    }

    [Fact]
    public void Lone_surrogates_make_different_ids()
    {
        string[] ids = ["\uD800", "\uD801", "\uDC00", "\uFFFD", "a\uD800", "\uD800a", "\uD83D\uDE00", "\uDE00\uD83D", ""];
        Assert.Equal(ids.Length, ids.Select(TextHash.Of).Distinct().Count());
    }

    [Fact]
    public void The_portable_narrowing_keeps_each_character()
    {
        var low = Vector128.Create((ushort)'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
        var high = Vector128.Create((ushort)'0', '\0', '\u007F', 'D', 'E', 'F', 'G', 'H');
        Assert.Equal("abcdefgh0\0\u007FDEFGH"u8.ToArray(), ToBytes(TextHash.PortableNarrow(low, high)));

        static byte[] ToBytes(Vector128<ulong> words)
        {
            var bytes = new byte[16];
            words.AsByte().CopyTo(bytes);
            return bytes;
        }
    }
}
