using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing.Sources;

[Trait("Requirement", "F-28")]
public sealed class JsonSourceTests
{
    [Fact]
    public void Values_keep_their_kind_and_text_and_know_their_places()
    {
        var root = Nodes.Json("{\n  \"größe\": [1, -2.50e3, true],\n  \"a \\\"b\\\"\": { \"c\\u0064\": null, \"t\": \"\\u00e4\\n\" }\n}");

        Assert.Equal("{größe:[1,-2.50e3,true],a \"b\":{cd:null,t:'ä\n'}}", Nodes.Show(root));
        Assert.Equal(
            ["1:1 $", "2:12 $[\"größe\"]", "2:13 $[\"größe\"][0]", "2:16 $[\"größe\"][1]", "2:25 $[\"größe\"][2]", "3:14 $[\"a \\\"b\\\"\"]", "3:27 $[\"a \\\"b\\\"\"].cd", "3:38 $[\"a \\\"b\\\"\"].t"],
            Nodes.All(root).Select(Nodes.Place), StringComparer.Ordinal);
    }

    [Fact]
    public void Columns_count_utf16_units_behind_text_that_is_wider_in_bytes()
    {
        var root = Nodes.Json("{\"ä€😀\": 1, \"b\": 2}");

        Assert.Equal("1:18 $.b", Nodes.Place(root["b"]!));
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_passed_over()
    {
        var root = Nodes.Json("\uFEFF// a state\n{ /* none */ \"a\": [1,], }");

        Assert.Equal("{a:[1]}", Nodes.Show(root));
        Assert.Equal("2:19 $.a", Nodes.Place(root["a"]!));
    }

    [Theory]
    [InlineData("", "state.json:1:1: this is no JSON.")]
    [InlineData("// nothing", "state.json:1:11: this is no JSON.")]
    [InlineData("{\n  \"ä\": x }", "state.json:2:8: this is no JSON.")]
    [InlineData("\uFEFF{\"ä\" 1}", "state.json:1:6: this is no JSON.")]
    [InlineData("{} {}", "state.json:1:4: this is no JSON.")]
    [InlineData("{\"a\": [", "state.json:1:8: this is no JSON.")]
    [InlineData("{\"f\": {\"a\": 1,\n \"b\": 2, \"a\": 3}}", "state.json:2:10: \"a\" stands twice in $.f.")]
    [InlineData("[\"\\ud800\"]", "state.json:1:2: this text has half of a surrogate pair.")]
    [InlineData("{\"\\udc00\": 1}", "state.json:1:2: this text has half of a surrogate pair.")]
    public void What_cannot_be_read_is_refused_with_its_place(string text, string message) => Assert.Equal(message, Nodes.Refusal(() => Nodes.Json(text)));

    [Fact]
    public void What_is_not_utf8_is_refused_with_its_place()
    {
        Assert.Equal("s:2:3: the byte 0xE9 is not UTF-8; save the file as UTF-8.", Nodes.Refusal(() => JsonSource.Read([.. "{\n\"ä"u8.ToArray()[..3], (byte)'"', 0xE9, (byte)'"', (byte)'}'], "s")));
        Assert.Equal("s:1:1: the file is in UTF-16 or UTF-32; save it as UTF-8.", Nodes.Refusal(() => JsonSource.Read(Encoding.Unicode.GetBytes("{}"), "s")));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.Equal(129, Nodes.All(Nodes.Json(new string('[', 128) + "1" + new string(']', 128))).Count());
        Assert.Equal("state.json:1:129: this is nested deeper than 128 levels.", Nodes.Refusal(() => Nodes.Json(new string('[', 100_000))));
    }

    [Fact]
    public void The_name_of_a_file_cannot_steer_a_terminal() => Assert.Equal("\\u{1b}[2J:1:1: this is no JSON.", Nodes.Refusal(() => JsonSource.Read("x"u8, "\u001b[2J")));

    [Fact]
    public void A_very_long_line_takes_time_and_memory_in_proportion()
    {
        // Where each value looks for its column from the start of the line, or holds its whole path, this does not come to an end.
        var name = new string('ä', 50_000);
        var text = $"{{\"{name}\": [{string.Join(',', Enumerable.Repeat("\"é\"", 500_000))}]}}";

        var root = Nodes.Json(text);

        var last = root.Members[0].Value.Items[^1];
        Assert.Equal((1, text.Length - 4), (last.Line, last.Column));
        Assert.EndsWith("ä…\"][499999]", last.Path, StringComparison.Ordinal);
        Assert.InRange(last.Path.Length, 80, 110);
    }

    [Fact]
    public void Any_json_reads_as_the_runtime_reads_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var text = RandomText.Json(new Random(seed));
            var root = Nodes.Json(text);
            using var document = JsonDocument.Parse(text);
            Same(document.RootElement, root);
            Assert.All(Nodes.All(root), node => Assert.Equal(Starts(node), text.Split('\n')[node.Line - 1][node.Column - 1]));
        }));

    private static char Starts(SourceNode node) => node.Kind switch
    {
        SourceKind.List => '[',
        SourceKind.Map => '{',
        SourceKind.Text => '"',
        _ => node.Text[0],
    };

    private static void Same(JsonElement expected, SourceNode node)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(SourceKind.Map, node.Kind);
                Assert.Equal(expected.EnumerateObject().Select(member => member.Name), node.Members.Select(member => member.Name), StringComparer.Ordinal);
                foreach (var (member, read) in expected.EnumerateObject().Zip(node.Members))
                {
                    Same(member.Value, read.Value);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal((SourceKind.List, expected.GetArrayLength()), (node.Kind, node.Items.Count));
                foreach (var (item, read) in expected.EnumerateArray().Zip(node.Items))
                {
                    Same(item, read);
                }

                break;
            case JsonValueKind.String:
                Assert.Equal((SourceKind.Text, expected.GetString()), (node.Kind, node.Text));
                break;
            default:
                Assert.Equal(expected.GetRawText(), node.Text);
                break;
        }
    }
}
