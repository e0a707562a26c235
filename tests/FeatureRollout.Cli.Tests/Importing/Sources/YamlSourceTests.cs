using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing.Sources;

[Trait("Requirement", "F-28")]
public sealed class YamlSourceTests
{
    [Fact]
    public void Values_know_their_places()
    {
        var root = Nodes.Yaml("# flags\nmy-flag:\n  variations:\n    größe: ä\n    b: \"x\"  # quoted\n  list: [1, {k: 2}]\n  seq:\n    - a\n    - b: c\n");

        Assert.Equal("{my-flag:{variations:{größe:'ä',b:'x'},list:[1,{k:2}],seq:['a',{b:'c'}]}}", Nodes.Show(root));
        Assert.Equal(
            [
                "2:1 $", "3:3 $.my-flag", "4:5 $.my-flag.variations", "4:12 $.my-flag.variations[\"größe\"]", "5:8 $.my-flag.variations.b", "6:9 $.my-flag.list", "6:10 $.my-flag.list[0]",
                "6:13 $.my-flag.list[1]", "6:17 $.my-flag.list[1].k", "8:5 $.my-flag.seq", "8:7 $.my-flag.seq[0]", "9:7 $.my-flag.seq[1]", "9:10 $.my-flag.seq[1].b",
            ],
            Nodes.All(root).Select(Nodes.Place), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("NULL", "null")]
    [InlineData("nUll", "'nUll'")]
    [InlineData("True", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("yes", "'yes'")]
    [InlineData("on", "'on'")]
    [InlineData("12", "12")]
    [InlineData("+12", "12")]
    [InlineData("-012", "-12")]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("0o18", "'0o18'")]
    [InlineData("0xG", "'0xG'")]
    [InlineData("0x", "'0x'")]
    [InlineData("1_000", "'1_000'")]
    [InlineData("12.50", "12.50")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5e-3", "-0.5e-3")]
    [InlineData("5.", "5")]
    [InlineData("1e5", "1e5")]
    [InlineData(".", "'.'")]
    [InlineData("-", "[null]")]
    [InlineData("e5", "'e5'")]
    [InlineData(".e5", "'.e5'")]
    [InlineData("1.2.3", "'1.2.3'")]
    [InlineData(".inf", "'.inf'")]
    [InlineData(".nan", "'.nan'")]
    [InlineData("2026-01-01", "'2026-01-01'")]
    [InlineData("\"12\"", "'12'")]
    [InlineData("'true'", "'true'")]
    [InlineData("''", "''")]
    [InlineData("|-\n  12", "'12'")]
    [InlineData("!!str 12", "'12'")]
    [InlineData("! 12", "'12'")]
    [InlineData("!!int \"12\"", "12")]
    [InlineData("!!float 1", "1")]
    [InlineData("!!bool 'true'", "true")]
    [InlineData("!!map {a: 1}", "{a:1}")]
    [InlineData("!!seq [a]", "['a']")]
    [InlineData("{12: a, true: b, \"\": c, ~: d}", "{12:'a',true:'b',:'c',~:'d'}")]
    [InlineData("a: |\n  x\n  y\nb: >-\n  x\n  y", "{a:'x\ny\n',b:'x y'}")]
    [InlineData("", "null")]
    [InlineData("# nothing", "null")]
    [InlineData("---\na: 1\n...\n", "{a:1}")]
    [InlineData("%YAML 1.2\n---\na", "'a'")]
    public void Scalars_are_what_the_core_schema_says(string text, string expected) => Assert.Equal(expected, Nodes.Show(Nodes.Yaml(text)));

    [Fact]
    public void Aliases_are_written_out_at_their_own_path_with_the_line_of_their_content()
    {
        var root = Nodes.Yaml("base: &b\n  on: [1]\ncopy: *b\nkey: &k name\n*k : 3\n");

        Assert.Equal("{base:{on:[1]},copy:{on:[1]},key:'name',name:3}", Nodes.Show(root));
        Assert.Equal("2:8 $.copy.on[0]", Nodes.Place(root["copy"]!["on"]!.Items[0]));
    }

    [Fact]
    public void An_anchor_may_be_said_again() => Assert.Equal("[1,1,2,2]", Nodes.Show(Nodes.Yaml("[&a 1, *a, &a 2, *a]")));

    [Fact]
    public void Merged_maps_fill_in_what_the_map_does_not_say_itself_and_the_first_counts()
    {
        var root = Nodes.Yaml("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\none:\n  <<: *a\n  y: 3\nboth:\n  <<: [*b, *a]\nplain:\n  \"<<\": 4\ninline:\n  <<: {q: 5}\n");

        Assert.Equal("{y:3,x:1}", Nodes.Show(root["one"]!));
        Assert.Equal("{y:2,z:2,x:1}", Nodes.Show(root["both"]!));
        Assert.Equal("{<<:4}", Nodes.Show(root["plain"]!));
        Assert.Equal("{q:5}", Nodes.Show(root["inline"]!));
        Assert.Equal("1:11 $.one.x", Nodes.Place(root["one"]!["x"]!));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "flags.yaml:3:1: \"a\" stands twice in $.")]
    [InlineData("f: {12: a, \"12\": b}", "flags.yaml:1:12: \"12\" stands twice in $.f.")]
    [InlineData("f:\n  <<: {a: 1}\n  <<: {b: 1}", "flags.yaml:3:3: \"<<\" stands twice in $.f.")]
    [InlineData("a: 1\n---\nb: 2", "flags.yaml:2:1: a second document begins here; one is read, so split the file.")]
    [InlineData("a: &x\n  b: *x", "flags.yaml:2:6: the anchor x holds itself.")]
    [InlineData("a: *x", "flags.yaml:1:4: there is no anchor x before this.")]
    [InlineData("? [a]\n: b", "flags.yaml:1:3: a name is wanted here, not a list or a map.")]
    [InlineData("<<: 3", "flags.yaml:1:1: << takes a map, or a list of maps.")]
    [InlineData("a: !!int x", "flags.yaml:1:4: the tag tag:yaml.org,2002:int is none of the core schema, or does not fit its value.")]
    [InlineData("a: !secret x", "flags.yaml:1:4: the tag !secret is none of the core schema, or does not fit its value.")]
    [InlineData("a: !!set {x}", "flags.yaml:1:4: the tag tag:yaml.org,2002:set is none of the core schema, or does not fit its value.")]
    public void What_cannot_be_read_is_refused_with_its_place(string text, string message) => Assert.Equal(message, Nodes.Refusal(() => Nodes.Yaml(text)));

    [Theory]
    [InlineData("a: [1, 2", "flags.yaml:2:1:")]
    [InlineData("a: 1\n\tb: 2", "flags.yaml:1:4:")]
    [InlineData("a:\n  - b\n c: d", "flags.yaml:3:")]
    [InlineData("a: \"x", "flags.yaml:1:")]
    public void Broken_syntax_is_refused_with_its_place(string text, string place)
    {
        var message = Nodes.Refusal(() => Nodes.Yaml(text));

        Assert.StartsWith(place, message, StringComparison.Ordinal);
        Assert.Contains(": this is no YAML: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        Assert.Equal("s:1:4: the byte 0xFF is not UTF-8; save the file as UTF-8.", Nodes.Refusal(() => YamlSource.Read([(byte)'a', (byte)':', (byte)' ', 0xFF], "s")));
        Assert.Equal("s:1:1: the file is in UTF-16 or UTF-32; save it as UTF-8.", Nodes.Refusal(() => YamlSource.Read([0xFF, 0xFE, (byte)'a', 0], "s")));
        Assert.Equal("1:4 $.a", Nodes.Place(Nodes.Yaml("\uFEFFa: 1")["a"]!));
    }

    [Fact]
    public void Aliases_that_grow_without_measure_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.EndsWith("the aliases make more than 1,000,000 values.", Nodes.Refusal(() => Nodes.Yaml(text.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded_also_through_aliases()
    {
        Assert.Equal("flags.yaml:1:129: this is nested deeper than 128 levels.", Nodes.Refusal(() => Nodes.Yaml(new string('[', 100_000))));
        Assert.Contains("deeper than 128", Nodes.Refusal(() => Nodes.Yaml(string.Concat(Enumerable.Range(0, 500).Select(i => new string(' ', i) + "a:\n")))), StringComparison.Ordinal);
        var chained = string.Concat(Enumerable.Range(0, 200).Select(i => $"a{i}: &a{i} [{(i == 0 ? "1" : $"*a{i - 1}")}]\n"));
        Assert.Contains("deeper than 128", Nodes.Refusal(() => Nodes.Yaml(chained)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_on_one_line_is_read_in_time()
    {
        var text = $"a: [{string.Join(", ", Enumerable.Repeat("x", 50_000))}]";

        var last = Nodes.Yaml(text)["a"]!.Items[^1];
        Assert.Equal((1, text.Length - 1), (last.Line, last.Column));
    }

    [Fact]
    public void Any_json_reads_as_yaml_to_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var text = RandomText.Json(new Random(seed));
            var (json, yaml) = (Nodes.Json(text), Nodes.Yaml(text));

            Assert.Equal(Nodes.Show(json), Nodes.Show(yaml));
            Assert.Equal(Nodes.All(json).Select(Nodes.Place), Nodes.All(yaml).Select(Nodes.Place), StringComparer.Ordinal);
        }));

    [Fact]
    public void Any_damaged_text_is_read_or_refused_in_words() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            const string Marks = "{}[]:,-&*!|>'\"%@`#?~<\\\n\t \u0085\ud83da1xuU.";
            var random = new Random(seed);
            var text = new StringBuilder("a: &x {b: [1, 'two', \"three\"]}\nc: *x\nd:\n  <<: *x\n  e: |\n    text\n");
            for (var blows = random.Next(1, 8); blows > 0; blows--)
            {
                var at = random.Next(text.Length);
                _ = random.Next(2) == 0 ? text.Insert(at, Marks[random.Next(Marks.Length)]) : text.Remove(at, 1);
            }

            try
            {
                _ = Nodes.Yaml(text.ToString());
            }
            catch (CliException refused)
            {
                Assert.StartsWith("flags.yaml:", refused.Message, StringComparison.Ordinal);
            }
        }));
}
