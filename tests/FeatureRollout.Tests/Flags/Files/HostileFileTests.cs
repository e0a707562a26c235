using System.Text;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Tests.Flags.Files;

/// <summary>Files that are damaged, by accident or on purpose: refused whole, and never with another exception.</summary>
[Trait("Requirement", "F-25")]
public class HostileFileTests
{
    [Fact]
    public void A_file_cut_off_at_any_byte_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(RichSample.Json);
        Assert.Equal(2, FlagFileReader.Read(whole, "flags.json").Flags.Count);
        for (var length = 0; length < whole.Length; length++)
        {
            var errors = Reading.Errors(whole[..length]);
            Assert.NotEmpty(errors);
        }
    }

    [Theory]
    [InlineData("", "flags.json:1:1 $: the file ends here, in the middle of the document")]
    [InlineData("{\n  \"flags\": {\n    \"a\": { \"percentage\": 5", "flags.json:3:27 $.flags.a.percentage: the file ends here, in the middle of the document")]
    [InlineData("{\n  \"flags\": { \"é😀\u0041\": { \"percentage\" 5 } } }", "flags.json:2:37 $.flags['é😀A']: this is not JSON: ")]
    [InlineData("{} {}", "flags.json:1:4 $: this is not JSON: ")]
    [InlineData("{ \"flags\": { } } x", "flags.json:1:18 $: this is not JSON: ")]
    public void What_is_not_JSON_is_named_with_its_place(string json, string error)
    {
        var found = Reading.Errors(json);
        Assert.StartsWith(error, found[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_wrong_before_the_text_stopped_being_JSON_is_said_too()
    {
        var errors = Reading.Errors("{ \"flags\": {\r\n\t\"a\": { \"enabled\": 1, \"percentage\": NaN } } }");
        Assert.Equal("flags.json:2:20 $.flags.a.enabled: expected true or false, found 1", errors[0]);
        Assert.StartsWith("flags.json:2:37 $.flags.a.percentage: this is not JSON: 'N' ", errors[1], StringComparison.Ordinal);
        Assert.Equal(2, errors.Length);
    }

    [Fact]
    public void A_byte_order_mark_is_refused_and_the_rest_is_read_all_the_same()
    {
        var errors = Reading.Errors([0xEF, 0xBB, 0xBF, .. "{ \"flag\": 5, \"flags\": {} }"u8]);
        Assert.Equal(
            [
                "flags.json:1:1 $: the file starts with a byte order mark; save it as UTF-8 without one",
                "flags.json:1:3 $.flag: unknown member \"flag\"; did you mean \"flags\"?",
            ],
            errors);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Other_encodings_are_refused_by_name(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var bytes in new byte[][] { encoding.GetBytes("{}"), [.. encoding.GetPreamble(), .. encoding.GetBytes("{}")] })
        {
            Assert.Equal(["flags.json:1:1 $: the file is in UTF-16 or UTF-32; save it as UTF-8 without a byte order mark"], Reading.Errors(bytes));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "0xFF")]
    [InlineData(new byte[] { 0xC3 }, "0xC3")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "0xC0")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "0xED")]
    public void What_is_not_UTF_8_is_refused_with_its_place(byte[] bad, string named)
    {
        byte[] file = [.. "{ \"flags\": {\n \"é\u0061\": { \"owner\": \"é"u8, .. bad, .. "\" } } }"u8];
        var errors = Reading.Errors(file);
        Assert.Equal(2, errors.Length);
        Assert.Equal($"flags.json:2:21 $.flags['éa'].owner: the byte {named} is not UTF-8; save the file as UTF-8", errors[1]);
    }

    [Theory]
    [InlineData(58)]
    [InlineData(59)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void Objects_and_arrays_nested_to_64_levels_and_deeper_are_refused(int levels)
    {
        var json = $$"""{ "flags": { "a": { "variants": { "x": { "weight": 1, "value": {{new string('[', levels)}}{{new string(']', levels)}} } } } } }""";
        if (levels + 5 < 64)
        {
            Assert.Single(Reading.Read(json).Flags);
            return;
        }

        var error = Assert.Single(Reading.Errors(json));
        Assert.EndsWith("objects and arrays are nested deeper than 63 levels", error, StringComparison.Ordinal);
        Assert.StartsWith("flags.json:1:122 $.flags.a.variants.x.value[0][0]", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(10_000)]
    public void A_root_of_nothing_but_depth_is_refused(int levels)
    {
        Assert.NotEmpty(Reading.Errors(new string('[', levels) + new string(']', levels)));
        Assert.NotEmpty(Reading.Errors(string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels)));
    }

    [Fact]
    public void Names_given_twice_are_refused_with_both_lines_at_every_level()
    {
        var errors = Reading.Errors(
            """
            { "flags": {
                "a": { "enabled": true,
                       "enabled": false },
                "b": { "overrides": { "x": { "enabled": true }, "x": { "enabled": true } } },
                "a": { } },
              "segments": { "s": { "source": "a" }, "s": { "source": "b" } },
              "plans": { "p": { "stages": [{ "name": "n", "name": "m", "percentage": 1 }] },
                         "p": { } },
              "rollouts": { },
              "flags": { } }
            """);

        Assert.Equal(
            [
                "flags.json:3:12 $.flags.a.enabled: \"enabled\" is given twice; the first is on line 2",
                "flags.json:4:53 $.flags.b.overrides[1]: the customer is given twice; the first is on line 4",
                "flags.json:5:5 $.flags.a: \"a\" is given twice; the first is on line 2",
                "flags.json:6:41 $.segments.s: \"s\" is given twice; the first is on line 6",
                "flags.json:7:47 $.plans.p.stages[0].name: \"name\" is given twice; the first is on line 7",
                "flags.json:8:14 $.plans.p: \"p\" is given twice; the first is on line 7",
                "flags.json:10:3 $.flags: \"flags\" is given twice; the first is on line 1",
            ],
            errors);
    }

    /// <summary>Each of these got into a message once; every id in them has "secret" in it.</summary>
    [Theory]
    [Trait("Requirement", "S1-14")]
    [InlineData("""{ "flags": { "a": { "overrides": { "secret-1": { "until": "x" }, "secret-1": {}, "secret-2": "secret-3", "secret-4": 5 } } } }""")]
    [InlineData("""{ "flags": { "a": { "overrides": { "secret\u002d1": { "enabled": "yes", "reason": 7, "unknown": 1 }, "\u0073ecret-1": { "enabled": true } } } } }""")]
    [InlineData("""{ "flags": { "a": { "overrides": "secret-1", "include": "secret-2", "exclude": { "secret-3": true } } } }""")]
    [InlineData("""{ "flags": { "a": { "include": [["secret-1"], { "segment": 5 }, 17, true, {"x": "secret-2"}], "exclude": "secret-3" } } }""")]
    [InlineData("""{ "segments": { "a": { "include": [{ "segment": "secret-1" }], "exclude": "secret-2" } } }""")]
    [InlineData("""{ "a": { "rollout_percentage": 5, "beta_customers": "secret-1" }, "b": { "rollout": { "whitelist": { "secret-2": 1 } } } }""")]
    [InlineData("""{ "flags": { "a": { "include": { "secret-1": [ , ] } } } }""")]
    [InlineData("""{ "flags": { "a": { "include": [secret-1] } } }""")]
    [InlineData("""{ "flags": { "a": { "include": [nsecret-1] } } }""")]
    [InlineData("""{ "flags": { "a": { "include": ["secret-1" "secret-2"] } } }""")]
    [InlineData("""{ "flags": { "a": { "include": ["secret-1] } } }""")]
    [InlineData("""{ "flags": { "a": { "include": ["secret-\q"] } } }""")]
    [InlineData("""{ "flags": { "a": { "overrides": { "secret-1": { "enabled": tsecret, } } } } }""")]
    [InlineData("""{ "flags": { "flags": { "overrides": { "secret-1": { "enabled": 1 } } }, "overrides": { "overrides": { "secret-2": { "enabled": 1 } } } } }""")]
    [InlineData("""{ "a": { "enabled": true, "overrides": { "secret-1": { "enabled": [""")]
    public void No_customers_id_gets_into_an_error(string json)
    {
        var refused = Assert.Throws<FlagFileException>(() => Reading.Read(json));
        Assert.NotEmpty(refused.Errors);
        Assert.All(refused.Errors, error => Assert.DoesNotContain("secret", error.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Trait("Requirement", "S1-14")]
    public void An_id_that_is_too_long_is_not_told_either()
    {
        var id = string.Concat(Enumerable.Repeat("secret", 100));
        var refused = Assert.Throws<FlagFileException>(() => Reading.Flag($"\"include\": [\"{id}\"], \"overrides\": {{ \"{id}\": {{ \"enabled\": true }} }}"));
        Assert.Equal(2, refused.TotalErrors);
        Assert.All(refused.Errors, error => Assert.EndsWith("expected a customer id of 1 to 512 bytes, found a longer one", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_flag_that_is_called_like_a_list_of_customers_keeps_its_members_names() =>
        Assert.Equal(
            ["flags.json:1:47 $.flags.overrides.percentage: expected a number from 0 to 100 with at most three decimals, found true"],
            Reading.Errors("""{ "flags": { "overrides": {     "percentage": true } } }"""));

    [Fact]
    public void A_name_written_with_escapes_is_the_same_name() =>
        Assert.Equal(
            ["flags.json:1:38 $.flags.a.enabled: \"enabled\" is given twice; the first is on line 1"],
            Reading.Errors("""{ "flags": { "a": { "enabled": true, "\u0065nabled": true } } }"""));

    [Fact]
    public void Two_hundred_errors_are_kept_and_the_rest_counted()
    {
        var refused = Assert.Throws<FlagFileException>(() => Reading.Flag($"\"include\": [{string.Join(',', Enumerable.Repeat("1", 100_000))}]"));
        Assert.Equal((200, 100_000), (refused.Errors.Count, refused.TotalErrors));
        Assert.StartsWith("flags.json was refused: 100000 errors\nflags.json:1:", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nand 99995 more", refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, refused.Message.Split('\n').Length);
    }

    [Fact]
    public void Random_damage_is_refused_or_read_and_never_anything_else()
    {
        var random = new Random(20_270_101);
        var whole = Encoding.UTF8.GetBytes(RichSample.Json);
        var accepted = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Damage(random, whole);
            try
            {
                FlagFileReader.Read(bytes, "flags.json");
                accepted++;
            }
            catch (FlagFileException refused)
            {
                Assert.NotEmpty(refused.Errors);
                Assert.All(refused.Errors, error => Assert.True(error is { Line: > 0, Column: > 0 } && error.Path.StartsWith('$')));
            }

            try
            {
                StoredFlags.Read(bytes, "stored.json");
            }
            catch (FlagFileException)
            {
                // As it should.
            }
        }

        Assert.InRange(accepted, 1, 10_000);
    }

    private static byte[] Damage(Random random, byte[] whole)
    {
        List<byte> bytes = [.. whole];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 20)));
                    break;
                case 2:
                    bytes.Insert(at, "{}[]\",:0-1e\\u/*\n\0\xFF"u8[random.Next(18)]);
                    break;
                default:
                    var from = random.Next(whole.Length - 20);
                    bytes.InsertRange(at, whole[from..(from + random.Next(1, 20))]);
                    break;
            }
        }

        return [.. bytes];
    }
}
