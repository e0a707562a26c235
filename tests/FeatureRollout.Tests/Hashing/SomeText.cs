using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing;

/// <summary>A piece of a longer string.</summary>
internal sealed record SomeText(string Whole, int Start, int Length)
{
    private static readonly Func<Random, char>[] Alphabets =
    [
        random => (char)random.Next('a', 'z' + 1),
        random => (char)random.Next(0x80),
        random => (char)(random.Next(40) == 0 ? random.Next(0x70, 0x100) : random.Next(0x20, 0x7F)),
        random => (char)random.Next(0x100),
        random => (char)random.Next(0x800, 0x3000),
        random => (char)random.Next(0x10000),
        random => (char)(random.Next(20) == 0 ? random.Next(0xD800, 0xE000) : random.Next(0x20, 0x7F)),
        random => (char)random.Next(0xD800, 0xE000),
    ];

    /// <summary>Texts of 0 to 600 units, short ones more often, lone surrogates included, each within a longer string.</summary>
    public static Arbitrary<SomeText> Any { get; } = (
        from length in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(0, 600))
        from before in Gen.Choose(0, 9)
        from after in Gen.Choose(0, 9)
        from alphabet in Gen.Choose(0, Alphabets.Length - 1)
        from seed in Gen.Choose(0, int.MaxValue)
        select Make(length, before, after, Alphabets[alphabet], new Random(seed))).ToArbitrary();

    public string Text => Whole.Substring(Start, Length);

    public ReadOnlySpan<char> Slice => Whole.AsSpan(Start, Length);

    /// <summary>UTF-8 the plain way, with three bytes for a lone surrogate.</summary>
    public static byte[] Wtf8Of(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            int code = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                code = char.ConvertToUtf32(text[i], text[++i]);
            }

            if (code < 0x80)
            {
                bytes.Add((byte)code);
            }
            else if (code < 0x800)
            {
                bytes.AddRange([(byte)(0xC0 | (code >> 6)), Tail(code)]);
            }
            else if (code < 0x10000)
            {
                bytes.AddRange([(byte)(0xE0 | (code >> 12)), Tail(code >> 6), Tail(code)]);
            }
            else
            {
                bytes.AddRange([(byte)(0xF0 | (code >> 18)), Tail(code >> 12), Tail(code >> 6), Tail(code)]);
            }
        }

        return [.. bytes];

        static byte Tail(int code) => (byte)(0x80 | (code & 0x3F));
    }

    private static SomeText Make(int length, int before, int after, Func<Random, char> alphabet, Random random) =>
        new(string.Create(before + length + after, random, (units, source) =>
        {
            foreach (ref var unit in units)
            {
                unit = alphabet(source);
            }
        }), before, length);
}
