using FeatureRollout.TypedFlags.Generation;
using Microsoft.CodeAnalysis;

namespace FeatureRollout.TypedFlags.Tests.Generation;

[Trait("Requirement", "F-29")]
public sealed class FlagGeneratorTests
{
    private const string Asks = """
        using FeatureRollout;
        namespace Shop;
        static class Page
        {
            static bool Show(IFeatureFlags flags) => flags.IsEnabled(Flags.SentimentAnalysis, "acme");
        }
        """;

    [Fact]
    public void A_flag_of_the_file_is_a_member() =>
        Assert.Empty(Compiled.Diagnostics(Asks, """{ "flags": { "sentiment_analysis": {} } }"""));

    [Theory]
    [InlineData("")]
    [InlineData("namespace Elsewhere;")]
    public void It_is_there_in_whatever_namespace_a_program_asks(string place) =>
        Assert.Empty(Compiled.Diagnostics(
            Asks.Replace("namespace Shop;", $"using System; {place}", StringComparison.Ordinal) + "[Flags] enum Colours { None }",
            """{ "flags": { "sentiment_analysis": {} } }"""));

    [Theory]
    [InlineData("""{ "flags": { "sentimant_analysis": {} } }""")]
    [InlineData("""{ "flags": {} }""")]
    [InlineData("{}")]
    public void A_misspelt_or_removed_flag_does_not_compile(string file) =>
        Assert.Equal(["(5,68) CS0117: 'Flags' does not contain a definition for 'SentimentAnalysis'"], Compiled.Diagnostics(Asks, file));

    [Fact]
    public void The_two_other_formats_are_read_too()
    {
        Assert.Empty(Compiled.Diagnostics(Asks, """{ "sentiment_analysis": { "enabled": true, "rollout_percentage": 0 } }"""));
        Assert.Empty(Compiled.Diagnostics(Asks, """{ "sentiment-analysis": { "key": "sentiment-analysis", "variations": [true, false] } }"""));
    }

    [Fact]
    public void Variants_of_one_type_are_typed()
    {
        const string Code = """
            using FeatureRollout;
            namespace Shop;
            static class Page
            {
                static string Color(IFeatureFlags flags) => flags.GetVariant(Flags.Color, "acme", "#000");
                static double Size(IFeatureFlags flags) => flags.GetVariant(Flags.Size, "acme", 10);
                static bool Wide(IFeatureFlags flags) => flags.GetVariant(Flags.Wide, "acme", false);
                static string Named(IFeatureFlags flags) => flags.GetVariant(Flags.Named, "acme", "a");
                static System.Text.Json.JsonElement Theme(IFeatureFlags flags) => flags.GetVariant(Flags.Theme, "acme", default);
            }
            """;
        const string Flags = """
            { "flags": {
              "color": { "variants": { "blue": { "weight": 1, "value": "#00f" }, "plain": { "weight": 1 } } },
              "size": { "variants": { "small": { "weight": 1, "value": 1 }, "big": { "weight": 1, "value": 2.5 } } },
              "wide": { "variants": { "yes": { "weight": 1, "value": true } } },
              "named": { "variants": { "a": { "weight": 1 } } },
              "theme": { "variants": { "dark": { "weight": 1, "value": { "ink": "white" } } } } } }
            """;
        Assert.Empty(Compiled.Diagnostics(Code, Flags));
        Assert.Contains("CS1503", Assert.Single(Compiled.Diagnostics(Code, Flags.Replace("\"value\": 2.5", "\"value\": \"2.5\"", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Docs_come_from_the_file()
    {
        var source = Compiled.Source("""
            { "flags": { "search": { "fallback": "Use the <old> & slow one.", "message": "Soon", "owner": "search team", "expires": "2027-01-01",
              "variants": { "a": { "weight": 1 }, "b": { "weight": 1 } } } } }
            """);
        Assert.Contains(
            "/// <summary>The flag <c>search</c>. While it is off: Use the &lt;old&gt; &amp; slow one. Users are told: Soon. Variants: a, b. Owner: search team. Expires 2027-01-01.</summary>",
            source,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_the_file_cannot_leave_their_comment() =>
        Assert.Empty(Compiled.Diagnostics(Asks, """{ "flags": { "sentiment_analysis": { "owner": "a\nclass Evil {}\u2028\u0085 </summary> */ \u0000\uFFFF" } } }"""));

    [Fact]
    public void Keys_are_constants_for_attributes() => Assert.Empty(Compiled.Diagnostics(
        """
        using FeatureRollout;
        namespace Shop;
        [RequireFeature(Flags.Keys.SearchV2)]
        class Page;
        """,
        """{ "flags": { "search-v2": {} } }"""));

    [Theory]
    [InlineData("{ \"flags\": { \"a\": {},\n  \"b\": [1 2] } }", "flags.json(2,11) FR0001: flags.json: expected ',' or ']' but found '2'")]
    [InlineData("", "flags.json(1,1) FR0001: flags.json: expected a value but the file ends")]
    [InlineData("[]", "flags.json(1,1) FR0001: flags.json: expected an object with flags by key")]
    [InlineData("{ \"flags\": 5 }", "flags.json(1,12) FR0001: flags.json: expected an object with flags by key")]
    [InlineData("{ \"flags\": { \"my flag\": {} } }", "flags.json(1,14) FR0002: flags.json: \"my flag\" is no flag key: 1 to 128 letters (a–z, A–Z), digits, '.', '_', '-'")]
    [InlineData("{ \"flags\": { \"a-b\": {},\n\"a_b\": {} } }", "flags.json(2,1) FR0002: flags.json: \"a_b\" and \"a-b\" would both be called AB; rename one")]
    [InlineData("{ \"flags\": { \"a\": {}, \"a\": {} } }", "flags.json(1,23) FR0002: flags.json: \"a\" is given twice")]
    public void What_is_wrong_in_the_file_is_an_error_at_its_place(string file, string expected) =>
        Assert.Equal([expected], Compiled.Diagnostics("", file));

    [Fact]
    public void Without_a_flag_file_a_warning_says_how_to_add_one() =>
        Assert.StartsWith("FR0003: No additional file is a flag file", Assert.Single(Compiled.Diagnostics("", new FlagText("/shop/other.json", "{}"))), StringComparison.Ordinal);

    [Fact]
    public void Files_are_known_by_name_or_by_their_mark_and_make_one_class() => Assert.Empty(Compiled.Diagnostics(
        "class Page { object[] all = [Shop.Flags.A, Shop.Flags.B, Shop.Flags.C]; }",
        new FlagText("/shop/Flags.json", """{ "flags": { "a": {}, "b": {} } }"""),
        new FlagText("/shop/shop.flags.json", """{ "flags": { "b": {} } }"""),
        new FlagText("/shop/features.json", """{ "flags": { "c": {} } }""", isMarked: true)));

    [Fact]
    public void A_schema_beside_flags_without_a_house_is_no_flag()
    {
        var source = Compiled.Source("""{ "$schema": "flags.schema.json", "a": { "enabled": true } }""");
        Assert.Contains("FlagHandle A = new(\"a\")", source, StringComparison.Ordinal);
        Assert.Empty(Compiled.Diagnostics("", """{ "$schema": "flags.schema.json", "a": { "enabled": true } }"""));
    }

    [Fact]
    public void A_key_has_128_letters_at_most()
    {
        Assert.Empty(Compiled.Diagnostics("", $$"""{ "flags": { "{{new string('a', 128)}}": {} } }"""));
        Assert.Contains("FR0002", Assert.Single(Compiled.Diagnostics("", $$"""{ "flags": { "{{new string('a', 129)}}": {} } }""")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_a_bad_key_is_the_key_with_its_quotes()
    {
        _ = Compiled.Driver(new FlagText("/shop/flags.json", """{ "flags": { "my flag": {} } }""")).RunGeneratorsAndUpdateCompilation(Compiled.Program(""), out _, out var told);
        var place = Assert.Single(told).Location.GetLineSpan();
        Assert.Equal((13, 22), (place.StartLinePosition.Character, place.EndLinePosition.Character));
    }

    [Fact]
    public void A_project_without_a_root_namespace_has_its_flags_in_none() =>
        Assert.Empty(Compiled.DiagnosticsIn("", "class Page { object a = Flags.A; }", new FlagText("/shop/flags.json", """{ "flags": { "a": {} } }""")));

    [Fact]
    public void Whatever_a_file_is_called_the_docs_that_name_it_are_well_formed() =>
        Assert.Empty(Compiled.Diagnostics("", new FlagText("/shop/a <b & c.flags.json", """{ "flags": { "a": {} } }""")));

    [Fact]
    public void Two_keys_of_two_files_with_one_name_are_an_error() => Assert.Equal(
        ["FR0002: shop.flags.json: \"a_b\" and \"a-b\" of another file would both be called AB; rename one"],
        Compiled.Diagnostics("", new FlagText("/shop/flags.json", """{ "flags": { "a-b": {} } }"""), new FlagText("/shop/shop.flags.json", """{ "flags": { "a_b": {} } }""")));

    [Theory]
    [InlineData("""{ "flags": { "a": { "owner": "x" } } }""", """{ "flags": {  "a": { "owner": "x", "percentage": 50, "rules": [{ "when": "true", "percentage": 1 }] } } }""", IncrementalStepRunReason.Unchanged)]
    [InlineData("""{ "flags": { "a": { "owner": "x" } } }""", """{ "flags": { "a": { "owner": "y" } } }""", IncrementalStepRunReason.Modified)]
    [InlineData("""{ "flags": { "a": {} } }""", """{ "flags": { "a": {}, "b": {} } }""", IncrementalStepRunReason.Modified)]
    public void Only_an_edit_that_changes_the_source_makes_it_anew(string before, string after, IncrementalStepRunReason reason)
    {
        var file = new FlagText("/shop/flags.json", before);
        var first = Compiled.Driver(file).RunGenerators(Compiled.Program(Asks));
        var second = first.ReplaceAdditionalText(file, new FlagText("/shop/flags.json", after)).RunGenerators(Compiled.Program(Asks));
        var read = second.GetRunResult().Results.Single().TrackedSteps[FlagGenerator.ReadStep].Single();
        Assert.Equal(reason, read.Outputs.Single().Reason);
    }

    [Fact]
    public void An_edit_of_code_reads_no_file_again()
    {
        var driver = Compiled.Driver(new FlagText("/shop/flags.json", """{ "flags": { "a": {} } }""")).RunGenerators(Compiled.Program(Asks));
        var result = driver.RunGenerators(Compiled.Program(Asks + "\nclass Another;")).GetRunResult().Results.Single();
        Assert.Equal(IncrementalStepRunReason.Cached, result.TrackedSteps[FlagGenerator.ReadStep].Single().Outputs.Single().Reason);
        Assert.All(result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs), output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }
}
