using System.Text.Json;
using FeatureRollout.TypedFlags.Files;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.TypedFlags.Tests.Files;

/// <summary>The generator's own reader of JSON against the runtime's.</summary>
[Trait("Requirement", "F-29")]
public sealed class JsonTextTests
{
    private static readonly JsonDocumentOptions AsFlagFiles = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\\n\"", "\"\\u00e9\\\\\"", "1", "-0.5e3", "01", "true", "false", "null", "nul", "// c\n", "/* c */", "/*", " ", "\n", "\"", "\\",
        "{\"a\":1,}", "[1,]", "{\"x\":{\"y\":[]}}", "é", "-", "+1", "1.", "\"\t\"", "\"\\b\\f\\n\\r\\t\\/\\\"\"", "/*/",
    ];

    [Fact]
    public void It_reads_what_the_runtime_reads_and_refuses_what_that_refuses() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            string? expected = null, found = null;
            try
            {
                using var document = JsonDocument.Parse(text, AsFlagFiles);
                expected = Show(document.RootElement);
            }
            catch (JsonException)
            {
                // No JSON: so it is for the other one.
            }

            try
            {
                found = Show(JsonText.Read(text));
            }
            catch (JsonTextException)
            {
                // No JSON.
            }

            return (expected == found).Label($"{text} is {expected} and not {found}");
        }));

    [Fact]
    public void Objects_nested_too_deep_are_refused() =>
        Assert.Contains("64 levels", Assert.Throws<JsonTextException>(() => JsonText.Read(new string('[', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Levels_count_what_is_open_and_not_what_was_closed()
    {
        Assert.Equal(JsonKind.List, JsonText.Read(new string('[', 64) + new string(']', 64)).Kind);
        Assert.Throws<JsonTextException>(() => JsonText.Read(new string('[', 65) + new string(']', 65)));
        Assert.Equal(JsonKind.List, JsonText.Read("[" + string.Concat(Enumerable.Repeat("[[]],", 100)) + "]").Kind);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_at_the_beginning_alone()
    {
        Assert.Equal(JsonKind.Map, JsonText.Read("\uFEFF { }").Kind);
        Assert.Throws<JsonTextException>(() => JsonText.Read(" \uFEFF{ }"));
        Assert.Throws<JsonTextException>(() => JsonText.Read("{ }\uFEFF"));
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(member => $"{member.Name}={Show(member.Value)}")) + "}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => "'" + value.GetString(),
        _ => value.GetRawText(),
    };

    private static string Show(JsonValue value) => value.Kind switch
    {
        JsonKind.Map => "{" + string.Join(',', value.Members.Select(member => $"{member.Name}={Show(member.Value)}")) + "}",
        JsonKind.List => "[]",
        JsonKind.Text => "'" + value.Text,
        _ => value.Text,
    };
}
