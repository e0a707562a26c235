using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Flags.Files;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing;

[Trait("Requirement", "F-28")]
public sealed class FlagFileWriterTests
{
    [Fact]
    public void Anything_that_is_written_reads_back_equal() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(120),
        Prop.ForAll(RandomFlags.Sets.ToArbitrary(), set =>
        {
            var text = FlagFileWriter.Write(set.Flags.Values, set.Segments.Values, "./flag-file.schema.json");

            var read = FlagFileReader.Read(text, "written", bucketings: [.. Bucketing.Names]);

            Assert.Equal(RandomFlags.Show(set), RandomFlags.Show(read));
            Assert.Equal(set.Flags.Keys, read.Flags.Keys, StringComparer.Ordinal);
            Assert.Equal(text, FlagFileWriter.Write(read.Flags.Values, read.Segments.Values, "./flag-file.schema.json"));
        }));

    [Fact]
    public void No_line_is_wider_than_110_columns_unless_one_value_is() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(RandomFlags.Sets.ToArbitrary(), set =>
        {
            foreach (var line in Encoding.UTF8.GetString(FlagFileWriter.Write(set.Flags.Values, set.Segments.Values)).Split('\n').Where(line => line.Length > 110))
            {
                var last = line.TrimEnd(',').TrimEnd('[', '{');
                Assert.True(last.EndsWith('"') || last.EndsWith(": ", StringComparison.Ordinal), line);
            }
        }));

    [Fact]
    public void A_file_is_laid_out_as_somebody_would_write_it()
    {
        const string File = """
            {"flags":{"search":{"enabled":true,"percentage":12.5,"include":["acme","glöbex",{"segment":"beta"}],"rules":[{"when":"plan in ['pro', 'enterprise']","percentage":100},
            {"when":"true","percentage":25,"from":50,"salt":"search.4f1c","bucketing":"v1","unit":"accountId","variants":{"blue":1,"green":2},"continue":true}],
            "overrides":{"acme":{"enabled":false,"reason":"asked for it","until":"2027-01-01"}},
            "variants":{"blue":{"weight":0.125,"value":{"colour":"#00f","sizes":[1,2.50,3e2]}},"green":{"weight":1}},"schedule":{"from":"2026-01-01T00:00:00Z"},"salt":"search.4f1c","unit":"accountId"},
            "off":{"enabled":false},
            "long":{"include":["customer-number-0001","customer-number-0002","customer-number-0003","customer-number-0004","customer-number-0005"],"requires":["search"]}},
            "segments":{"beta":{"when":"beta == true","exclude":["x"]}}}
            """;
        var set = FlagFileReader.Read(Encoding.UTF8.GetBytes(File), "flags.json");

        Approved.Check(Encoding.UTF8.GetString(FlagFileWriter.Write(set.Flags.Values, set.Segments.Values, "./flag-file.schema.json")));
    }

    [Fact]
    public void Nothing_at_all_is_a_file_too() => Assert.Equal("{\n  \"flags\": {}\n}\n", Encoding.UTF8.GetString(FlagFileWriter.Write([], [])));

    [Fact]
    public void What_no_file_says_is_left_out()
    {
        var flag = new FlagDefinition
        {
            Key = "a", Plan = "pilot", Overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["c"] = new() { Enabled = true, Actor = "me" } },
        };

        var read = FlagFileReader.Read(FlagFileWriter.Write([flag], []), "written");

        Assert.Null(read.Flags["a"].Overrides!["c"].Actor);
        Assert.Null(read.Flags["a"].Plan);
    }

    [Fact]
    public void Numbers_of_values_keep_their_digits()
    {
        var flag = new FlagDefinition { Key = "a", Variants = [new FlagVariant { Name = "v", Weight = 1, Value = JsonElement.Parse("[1.50, 1e400, 12345678901234567890123]") }] };

        Assert.Contains("[1.50, 1e400, 12345678901234567890123]", Encoding.UTF8.GetString(FlagFileWriter.Write([flag], [])), StringComparison.Ordinal);
    }
}
