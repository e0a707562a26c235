using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Answers;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;

namespace FeatureRollout.FeatureManagement.Tests.Answers;

[Trait("Requirement", "F-20")]
public sealed class VariantSectionsTests
{
    [Fact]
    public void A_value_reads_as_if_it_stood_in_a_configuration_file() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var json = $$"""{ "in": {{Json(new Random(seed), depth: 0)}} }""";

            return string.Join('\n', Lines(FromFile(json))) == string.Join('\n', Lines(Variant(json).Configuration));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\"Hi\"", "Hi")]
    [InlineData("300", "300")]
    [InlineData("1.50e3", "1.50e3")]
    [InlineData("true", "True")]
    public void A_plain_value_is_the_sections_own(string json, string expected)
    {
        Assert.Equal(expected, Variant(json).Configuration.Value);
    }

    [Fact]
    public void An_object_binds()
    {
        var size = Variant("""{ "Width": 3, "Names": ["a", "b"] }""").Configuration.Get<Size>()!;

        Assert.Equal((3, "a b"), (size.Width, string.Join(' ', size.Names)));
    }

    [Fact]
    public void A_variant_that_has_only_a_name_has_no_section()
    {
        var variant = VariantSections.Of(new FlagVariant { Name = "blue", Weight = 1 });

        Assert.Equal(("blue", null), (variant!.Name, variant.Configuration));
    }

    [Fact]
    public void A_variant_whose_value_is_null_is_none()
    {
        using var document = JsonDocument.Parse("null");

        Assert.Null(VariantSections.Of(new FlagVariant { Name = "none", Weight = 1, Value = document.RootElement }));
    }

    private static Microsoft.FeatureManagement.Variant Variant(string json)
    {
        using var document = JsonDocument.Parse(json);
        return VariantSections.Of(new FlagVariant { Name = "v", Weight = 1, Value = document.RootElement })!;
    }

    private static IConfigurationSection? FromFile(string json)
    {
        var section = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "value": {{json}} }""")))
            .Build()
            .GetSection("value");
        return section.Exists() ? section : null;
    }

    private static IEnumerable<string> Lines(IConfigurationSection? section) =>
        section is null ? ["none"] : section.AsEnumerable(makePathsRelative: true).Select(entry => $"{entry.Key}={entry.Value ?? "null"}").Order(StringComparer.Ordinal);

    private static string Json(Random random, int depth) => random.Next(depth > 3 ? 5 : 8) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        3 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        4 => JsonSerializer.Serialize(new string((char)random.Next(32, 0x2000), random.Next(4))),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth + 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"\"k{i}\":{Json(random, depth + 1)}"))}}}",
    };

    private sealed class Size
    {
        public int Width { get; set; }

        public List<string> Names { get; set; } = [];
    }
}
