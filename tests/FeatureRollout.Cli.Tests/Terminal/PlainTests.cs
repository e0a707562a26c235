using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Terminal;

public sealed partial class PlainTests
{
    /// <summary>Texts with plenty of what should not reach a terminal.</summary>
    private static readonly Gen<string> Texts = Gen.ArrayOf(Gen.Frequency(
            (3, Gen.Choose(' ', '~').Select(rune => new Rune(rune))),
            (2, Gen.Choose(0, 0x1F).Select(rune => new Rune(rune))),
            (2, Gen.Elements(0x7F, 0x85, 0x9B, 0xAD, 0x200B, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0xE000, 0xFEFF, 0xE0001).Select(rune => new Rune(rune))),
            (2, Gen.Choose(0xA0, 0xD7FF).Select(rune => new Rune(rune))),
            (1, Gen.Choose(0x10000, 0x10FFFF).Select(rune => new Rune(rune)))))
        .Select(runes => string.Concat(runes.Select(rune => rune.ToString())));

    [Fact, Trait("Requirement", "F-23")]
    public void Nothing_that_is_shown_steers_a_terminal() => Prop.ForAll(Texts.ToArbitrary(), text =>
        Plain.Text(text).EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)))
        .QuickCheckThrowOnFailure();

    [Fact, Trait("Requirement", "F-23")]
    public void What_is_shown_says_what_was_given() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        var given = text.Replace('\\', '/');
        return Unescape(Plain.Text(given)) == given;
    }).QuickCheckThrowOnFailure();

    [Fact, Trait("Requirement", "F-23")]
    public void What_is_shown_is_shown_the_same_again() => Prop.ForAll(Texts.ToArbitrary(), text => Plain.Text(Plain.Text(text)) == Plain.Text(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_character_is_shown_as_a_replacement() => Assert.Equal("a\uFFFDb", Plain.Text("a\uD800b"));

    private static string Unescape(string shown) => Escape().Replace(shown, match => match.Value switch
    {
        "\\n" => "\n",
        "\\r" => "\r",
        "\\t" => "\t",
        _ => new Rune(int.Parse(match.Groups["hex"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
    });

    [GeneratedRegex(@"\\(n|r|t|u\{(?<hex>[0-9a-f]+)\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();
}
