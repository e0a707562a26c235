using System.Globalization;
using System.Text.Json;

namespace FeatureRollout.Tests.Flags.Files;

public class FlagFileReaderTests
{
    [Fact]
    [Trait("Requirement", "S1-02")]
    public void The_rollout_configuration_of_the_deployment_guide_loads_unchanged()
    {
        var set = Reading.Read(
            """
            {
              "sentiment_analysis": {
                "enabled": true,
                "rollout_percentage": 0,
                "beta_customers": [
                  "thompson-engineering",
                  "techsupport-co",
                  "fooddelivery-inc"
                ]
              },
              "response_suggestions": {
                "enabled": true,
                "rollout_percentage": 0,
                "requires": ["sentiment_analysis"]
              },
              "auto_escalation": {
                "enabled": true,
                "rollout_percentage": 0,
                "requires": ["sentiment_analysis"]
              }
            }
            """);

        Assert.Equal(["sentiment_analysis", "response_suggestions", "auto_escalation"], set.Flags.Keys.ToArray());
        var first = set.Flags["sentiment_analysis"];
        Assert.Equal((true, Percentage.Zero), (first.Enabled, first.Percentage));
        Assert.Equal(["thompson-engineering", "techsupport-co", "fooddelivery-inc"], first.Include!.Customers.ToArray());
        Assert.Null(first.Requires);
        var last = set.Flags["auto_escalation"];
        Assert.Equal(["sentiment_analysis"], last.Requires!.ToArray());
        Assert.Null(last.Include);
    }

    [Fact]
    [Trait("Requirement", "S1-03")]
    public void The_flag_definitions_of_the_deployment_guide_load_unchanged()
    {
        var set = Reading.Read(
            """
            {
              "sentiment-analysis": {
                "key": "sentiment-analysis",
                "variations": [true, false],
                "rollout": {
                  "percentage": 0,
                  "whitelist": ["thompson-engineering", "techsupport-co"]
                }
              },
              "response-suggestions": {
                "key": "response-suggestions",
                "variations": [true, false],
                "prerequisites": ["sentiment-analysis"]
              }
            }
            """);

        var first = set.Flags["sentiment-analysis"];
        Assert.Equal((true, Percentage.Zero), (first.Enabled, first.Percentage));
        Assert.Equal(["thompson-engineering", "techsupport-co"], first.Include!.Customers.ToArray());
        var second = set.Flags["response-suggestions"];
        Assert.Equal((true, Percentage.Zero), (second.Enabled, second.Percentage));
        Assert.Equal(["sentiment-analysis"], second.Requires!.ToArray());
    }

    [Fact]
    public void Every_member_of_the_house_format_is_read()
    {
        var set = Reading.Read(RichSample.Json);
        var flag = set.Flags["sentiment_analysis"];

        Assert.True(flag.Enabled);
        Assert.Equal(Percentage.FromPercent(12.345m), flag.Percentage);
        Assert.Equal(["thompson-engineering", "naïve \"é😀\""], flag.Include!.Customers.ToArray());
        Assert.Equal(["beta"], flag.Include.Segments.ToArray());
        Assert.True(flag.Exclude!.IsEmpty);
        Assert.Equal(["conversations"], flag.Requires!.ToArray());
        var rule = Assert.Single(flag.Rules!);
        Assert.Equal(("vertical == 'e-commerce'", Percentage.FromPercent(50)), (rule.When.Text, rule.Percentage));
        Assert.Equal(
            new FlagOverride { Enabled = false, Reason = "asked for it", Until = Moment("2027-01-01T00:00:00+00:00") },
            flag.Overrides!["acme"]);
        Assert.Equal(["blue", "none"], flag.Variants!.Select(variant => variant.Name).ToArray());
        Assert.Equal(new[] { 33.333m, 1m }, flag.Variants!.Select(variant => variant.Weight));
        Assert.Equal("#00f", flag.Variants![0].Value.GetProperty("color").GetString());
        Assert.Equal(JsonValueKind.Undefined, flag.Variants[1].Value.ValueKind);
        Assert.Equal(new FlagSchedule(Moment("2026-01-31T08:00:00+01:00"), Moment("2028-01-01T00:00:00.5Z")), flag.Schedule);
        Assert.Equal(("s", "v1", "customerId"), (flag.Salt, flag.Bucketing, flag.Unit));
        Assert.Equal((false, "Return basic metrics only", "Soon.", "support"), (flag.Default, flag.Fallback, flag.Message, flag.Owner));
        Assert.Equal((new DateOnly(2027, 1, 1), true), (flag.Expires, flag.Permanent));
        Assert.Null(flag.Plan);

        Assert.Equal("phase4", set.Flags["conversations"].Plan);
        Assert.Null(set.Flags["conversations"].Percentage);
        var beta = set.Segments["beta"];
        Assert.Equal(("contract == 'custom'", "crm"), (beta.When!.Text, beta.Source));
        Assert.Equal((1, 1), (beta.Include!.Count, beta.Exclude!.Count));
        Assert.Null(set.States);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0.001", 1)]
    [InlineData("25.0000", 25_000)]
    [InlineData("1e2", 100_000)]
    [InlineData("99.999", 99_999)]
    public void A_percentage_is_a_number_with_at_most_three_decimals(string text, int thousandths) =>
        Assert.Equal(thousandths, Reading.Flag($"\"percentage\": {text}").Percentage!.Value.Thousandths);

    [Fact]
    public void An_absent_member_stays_unsaid_and_an_empty_file_has_no_flags()
    {
        Assert.Equal(new FlagDefinition { Key = "a" }, Reading.Flag(""));
        Assert.Empty(Reading.Read("{}").Flags);
        Assert.Empty(Reading.Read("""{ "$schema": "https://example.org/flags.json" }""").Flags);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        Assert.True(Reading.Read("// ours\n{ /* all */ \"flags\": { \"a\": { \"enabled\": true, }, }, } // end").Flags["a"].Enabled);

    [Fact]
    public void A_root_with_one_section_is_the_house_format_wherever_the_section_stands()
    {
        var errors = Reading.Errors("""{ "a": { "enabled": true }, "flags": { } }""");
        Assert.StartsWith("flags.json:1:3 $.a: unknown member \"a\"", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_two_formats_with_flags_at_the_root_may_stand_side_by_side()
    {
        var set = Reading.Read("""{ "$schema": "x", "a": { "rollout": { "percentage": 5 } }, "b": { "rollout_percentage": 6 } }""");
        Assert.Equal(Percentage.FromPercent(5), set.Flags["a"].Percentage);
        Assert.Equal(Percentage.FromPercent(6), set.Flags["b"].Percentage);
        Assert.Null(set.Flags["b"].Enabled);
    }

    [Fact]
    public void One_layer_of_several_may_name_what_stands_in_another()
    {
        var set = Reading.Read(
            """{ "flags": { "a": { "requires": ["elsewhere"], "include": [{ "segment": "beta" }] } }, "rollouts": { "b": { "plan": "p" } } }""",
            closed: false);

        Assert.Equal(["elsewhere"], set.Flags["a"].Requires!.ToArray());
        Assert.Equal("p", set.Flags["b"].Plan);
    }

    [Fact]
    public void The_version_follows_the_bytes()
    {
        var version = Reading.Read(RichSample.Json).Version;
        Assert.Matches("^[0-9a-f]{16}$", version);
        Assert.Equal(version, Reading.Read(RichSample.Json).Version);
        Assert.DoesNotMatch(version!, Reading.Read(RichSample.Json.Replace("12.345", "12.346", StringComparison.Ordinal)).Version!);
        Assert.Equal(4, new[] { "{}", "{} ", "{ }", "{  }" }.Select(json => Reading.Read(json).Version).ToHashSet(StringComparer.Ordinal).Count);
    }

    [Fact]
    public void Customer_ids_keep_every_unit_even_half_a_surrogate_pair()
    {
        var include = Reading.Flag("""  "include": ["\ud83d\ude00", "\ud800", "a\/\"\\\b\f\n\r\té"]  """).Include!;
        Assert.Equal(["😀", "\ud800", "a/\"\\\b\f\n\r\té"], include.Customers.ToArray());
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_customer_id_in_a_list_has_up_to_512_bytes(int bytes, bool taken)
    {
        var id = new string('é', bytes / 2) + new string('e', bytes % 2);
        foreach (var member in new[] { $"\"include\": [\"{id}\"]", $"\"overrides\": {{ \"{id}\": {{ \"enabled\": true }} }}" })
        {
            Assert.Equal(taken, Record.Exception(() => Reading.Flag(member)) is null);
        }
    }

    [Fact]
    public void A_million_ids_are_one_list()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"customer-{i}\""));
        var customers = Reading.Flag($"\"include\": [{ids}]").Include!.Customers;
        Assert.Equal(1_000_000, customers.Count);
        Assert.Equal("customer-999999", customers.Last());
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
