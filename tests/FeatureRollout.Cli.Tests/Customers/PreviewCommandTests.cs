using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Customers;

[Trait("Requirement", "F-07")]
public sealed class PreviewCommandTests
{
    private const string Flags = """
        {
          "flags": {
            "search": {
              "percentage": 10, "include": ["customer-0007"], "exclude": ["customer-0008"],
              "rules": [ { "when": "vertical == 'services'", "percentage": 50 } ]
            }
          }
        }
        """;

    [Fact]
    public async Task Who_changes_is_shown_over_a_list()
    {
        using var folder = new CliFolder(Flags);
        folder.Write("customers.csv", Lists.Thousand);

        Approved.Check((await folder.RunProcessAsync("preview", "search", "25", "--customers", "customers.csv", "--show", "5", "--output", "changed.csv")).ToString());
        Assert.StartsWith("change,customerId\nadded,customer-0020\n", File.ReadAllText(folder.In("changed.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_exactly_who_changes_when_the_flag_does()
    {
        using var folder = new CliFolder(Flags);
        var list = folder.Write("customers.csv", Lists.Thousand);
        var (before, after) = (On(40), On(12.5m));

        var shown = await folder.RunAsync("preview", "search", "40%", "12.5", "-c", list, "--show", "1000", "--json");

        var preview = JsonDocument.Parse(shown.Out).RootElement;
        Assert.Equal((before.Length, after.Length, 1000, true), (preview.GetProperty("enabledNow").GetInt32(), preview.GetProperty("enabledThen").GetInt32(), preview.GetProperty("customers").GetInt32(), preview.GetProperty("isExact").GetBoolean()));
        Assert.Equal(before.Except(after, StringComparer.Ordinal), preview.GetProperty("removed").EnumerateArray().Select(id => id.GetString()), StringComparer.Ordinal);
        Assert.Equal((0, before.Length - after.Length), (preview.GetProperty("addedCount").GetInt32(), preview.GetProperty("removedCount").GetInt32()));

        static string[] On(decimal percentage)
        {
            var flags = FeatureFlags.FromJson(Flags.Replace("\"percentage\": 10,", FormattableString.Invariant($"\"percentage\": {percentage},"), StringComparison.Ordinal));
            return [.. Lists.All(Lists.Csv(Lists.Thousand)).Where(row => flags.IsEnabled("search", row.ToContext())).Select(row => row.Id)];
        }
    }

    [Fact]
    public async Task Without_a_list_it_is_an_estimate()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunAsync("preview", "search", "25");

        Assert.Equal("search from 10% to 25%: no estimate, since nobody has been seen for whom it is on; name a list with --customers.\n", shown.Out);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse((await folder.RunAsync("preview", "search", "25", "--json")).Out).RootElement.GetProperty("customers").ValueKind);
    }

    [Theory]
    [InlineData("There is no flag called \"serch\"; did you mean \"search\"?", "serch", "25")]
    [InlineData("A percentage is a number from 0 to 100 with at most three decimals, not \"101\".", "search", "101")]
    [InlineData("A percentage is a number from 0 to 100 with at most three decimals, not \"ten\".", "search", "ten", "25")]
    [InlineData("--show is a whole number, not \"all\".", "search", "25", "--show", "all")]
    [InlineData("--output needs a list: an estimate does not know who changes. Name one with --customers.", "search", "25", "--output", "x")]
    public async Task What_cannot_be_meant_is_refused_in_one_sentence(string message, params string[] arguments)
    {
        using var folder = new CliFolder(Flags);

        var refused = await folder.RunAsync(["preview", .. arguments]);

        Assert.Equal((ExitCodes.Usage, "", $"feature-rollout: {message}\n"), (refused.ExitCode, refused.Out, refused.Error));
    }

    [Fact]
    public async Task A_list_that_goes_wrong_leaves_the_earlier_file_as_it_was()
    {
        using var folder = new CliFolder(Flags);
        var output = folder.Write("changed.csv", "earlier");
        var list = folder.Write("c.csv", "id\na\n\"b\n");

        var refused = await folder.RunAsync("preview", "search", "100", "-c", list, "-o", output);

        Assert.Equal((ExitCodes.Data, "feature-rollout: c.csv:3:1: the field's quotes are not closed\n"), (refused.ExitCode, refused.Error));
        Assert.Equal("earlier", File.ReadAllText(output));
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }
}
