using System.Globalization;
using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Operating;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Customers;

[Trait("Requirement", "F-09")]
[Trait("Requirement", "S3-02")]
public sealed class BucketingPreviewTests
{
    private const string Flags = """
        {
          "flags": {
            "search": {
              "percentage": 25, "bucketing": "growthbook-v2", "salt": "seed", "exclude": ["c0"], "variants": { "blue": { "weight": 1 }, "green": { "weight": 1 } },
              "rules": [ { "when": "seats >= 40", "percentage": 50, "bucketing": "unleash", "salt": "group" }, { "when": "seats == 0", "percentage": 10 } ]
            },
            "chat": { "percentage": 80 }, "number": { "percentage": 25, "bucketing": "growthbook-v1", "salt": "no number" }
          }
        }
        """;

    private static readonly string Rows = "Customer ID,seats\n" + string.Concat(Enumerable.Range(0, 1000).Select(n => FormattableString.Invariant($"c{n},{n % 80}\n")));

    [Fact]
    public async Task It_is_exactly_who_changes_when_the_bucketing_is_edited()
    {
        using var folder = new CliFolder(Flags);
        var list = folder.Write("customers.csv", Rows);
        using var before = FeatureFlags.FromJson(Flags);
        using var after = FeatureFlags.FromJson(Flags.Replace("growthbook-v2", "v1", StringComparison.Ordinal).Replace("unleash", "v1", StringComparison.Ordinal));
        var answers = Lists.All(Lists.Csv(Rows)).Select(row => (row.Id, Was: before.Evaluate("search", row.ToContext()), Will: after.Evaluate("search", row.ToContext()))).ToArray();

        var shown = await folder.RunAsync("preview", "search", "--bucketing", "v1", "-c", list, "--show", "1000", "--json");

        var preview = JsonDocument.Parse(shown.Out).RootElement;
        Assert.Equal(("v1", 25m, 25m), (preview.GetProperty("bucketing").GetString(), preview.GetProperty("from").GetDecimal(), preview.GetProperty("to").GetDecimal()));
        Assert.Equal(answers.Where(each => !each.Was.Enabled && each.Will.Enabled).Select(each => each.Id), Ids("added"), StringComparer.Ordinal);
        Assert.Equal(answers.Where(each => each.Was.Enabled && !each.Will.Enabled).Select(each => each.Id), Ids("removed"), StringComparer.Ordinal);
        Assert.Equal(answers.Count(each => each.Was.Enabled && each.Will.Enabled && each.Was.Variant != each.Will.Variant), preview.GetProperty("otherVariant").GetInt32());
        Assert.All([preview.GetProperty("addedCount"), preview.GetProperty("removedCount"), preview.GetProperty("otherVariant")], count => Assert.InRange(count.GetInt32(), 1, 999));

        IEnumerable<string?> Ids(string member) => preview.GetProperty(member).EnumerateArray().Select(id => id.GetString());
    }

    [Fact]
    public async Task A_list_is_shown_with_other_variants_and_says_how_to_move()
    {
        using var folder = new CliFolder(Flags);
        folder.Write("customers.csv", Rows);

        var shown = await folder.RunAsync("preview", "search", "--bucketing", "v1", "-c", folder.In("customers.csv"), "--show", "0");

        Assert.StartsWith("search by v1 at 25%, over 1,000 rows\n", shown.Out, StringComparison.Ordinal);
        Assert.Contains("\nother variant", shown.Out, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing is changed: a bucketing is edited in the flag file, in flag and rules.\n", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_list_the_share_is_that_of_two_draws_that_know_nothing_of_each_other()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunAsync("preview", "search", "--bucketing", "v1");
        var same = await folder.RunAsync("preview", "chat", "--bucketing", "v1", "--json");

        Assert.StartsWith("search by v1 at 25%: about 37.5", shown.Out, StringComparison.Ordinal);
        Assert.EndsWith("in flag and rules.\n", shown.Out, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(same.Out).RootElement.GetProperty("expectedShare").GetDouble());
    }

    [Fact]
    public async Task The_estimate_is_near_the_exact_answer()
    {
        const string plain = """{ "flags": { "plain": { "percentage": 25, "bucketing": "growthbook-v2", "salt": "seed" } } }""";
        using var flags = FeatureFlags.FromJson(plain);
        var customers = Enumerable.Range(0, 20_000).Select(n => EvaluationContext.For(n.ToString(CultureInfo.InvariantCulture)));

        var exact = await Task.FromResult(flags.PreviewBucketing("plain", "v1", customers));

        Assert.InRange((exact.Added.Count + exact.Removed.Count) / 20_000.0, 0.375 - 0.02, 0.375 + 0.02);
    }

    [Theory]
    [InlineData("Say a percentage to look at, or a bucketing with --bucketing.", "search")]
    [InlineData("There is no bucketing \"unleesh\"; did you mean \"unleash\"?", "search", "--bucketing", "unleesh")]
    public async Task What_cannot_be_meant_is_refused(string message, params string[] arguments)
    {
        using var folder = new CliFolder(Flags);

        var refused = await folder.RunAsync(["preview", .. arguments]);

        Assert.Equal((ExitCodes.Usage, "", $"feature-rollout: {message}\n"), (refused.ExitCode, refused.Out, refused.Error));
    }

    [Fact]
    public async Task A_bucketing_that_cannot_take_the_salt_says_so()
    {
        using var folder = new CliFolder(Flags);

        var refused = await folder.RunAsync("preview", "number", "--bucketing", "split");

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("split cannot draw with \"no number\"", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_gives_the_same_answer_as_the_file()
    {
        using var folder = new CliFolder(Flags);
        var list = folder.Write("customers.csv", Rows);
        string[] asked = ["preview", "search", "--bucketing", "v1", "-c", list, "--show", "1000", "--json"], estimated = ["preview", "search", "--bucketing", "v1", "--json"];
        var (before, estimate) = (await folder.RunAsync(asked), await folder.RunAsync(estimated));
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        folder.Variables[GlobalOptions.KeyVariable] = OperatedHost.ReaderKey;

        Assert.Equal(before.Out, (await folder.RunAsync([.. asked, "--url", host.Address])).Out);
        Assert.Equal(estimate.Out, (await folder.RunAsync([.. estimated, "--url", host.Address])).Out);
        Assert.Contains("split cannot draw", (await folder.RunAsync("preview", "number", "--bucketing", "split", "--url", host.Address)).Error, StringComparison.Ordinal);
    }

    [FactWithPostgres]
    public async Task A_database_gives_the_same_answer_as_the_file()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await OperatedStores.MigrateAsync(database);
        using var folder = new CliFolder(Flags);
        var list = folder.Write("customers.csv", Rows);
        string[] asked = ["preview", "search", "--bucketing", "v1", "-c", list, "--show", "1000", "--json"];
        var before = await folder.RunAsync(asked);
        folder.Variables[GlobalOptions.PostgreSqlVariable] = database.Superuser;

        Assert.Equal(before.Out, (await folder.RunAsync([.. asked, "--schema", "rollouts"])).Out);
    }
}
