using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Servers;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>A flag that draws as another tool does, through the database and an archive.</summary>
public sealed class ImportedFlagTests : StoreTest
{
    private static readonly string[] Customers = [.. Enumerable.Range(0, 1000).Select(number => FormattableString.Invariant($"customer-{number}"))];

    private static FlagDefinition Flag => new()
    {
        Key = "search",
        Bucketing = "unleash",
        Salt = "group\n\"one\" ü",
        VariantSalt = "",
        Variants = [new FlagVariant { Name = "blue", Weight = 0.5m }, new FlagVariant { Name = "red", Weight = 0 }],
        Rules =
        [
            new FlagRule(Condition.Parse("true"), 40m)
            {
                From = Percentage.FromThousandths(12_345),
                Salt = "",
                Bucketing = "growthbook-v2",
                Unit = "customerId",
                Variants = [new VariantWeight("red", 0.125m), new VariantWeight("blue", 0)],
                Continue = true,
            },
            new FlagRule(Condition.Parse("!(false)"), 50m) { Salt = "1234", Bucketing = "split" },
        ],
    };

    [FactWithPostgres]
    [Trait("Requirement", "S1-10")]
    [Trait("Requirement", "S3-02")]
    public async Task What_a_rule_draws_by_comes_back_from_the_database_and_from_an_archive()
    {
        var store = Open();
        await Write(store, "search", Created(), new RolloutChange.Started());
        var expected = Answers(Flag, await store.ReadAsync(Production, None));
        var again = Open(options: new PostgreSqlStoreOptions { SchemaOf = environment => environment == Production ? "public" : environment });

        var document = await again.GetAsync(Production, "search", None);
        Assert.Equal(Flag.Rules, document.Rollout!.Definitions["search"].Rules);
        Assert.Equal("2", (await Database.PsqlAsync("SELECT document::json ->> 'reader' FROM feature_rollouts WHERE feature_name = 'search'")).Trim());
        Assert.Equal(expected, Answers(new FlagDefinition { Key = "search" }, await again.ReadAsync(Production, None)));
        Assert.Contains("red", expected, StringComparer.Ordinal);
        Assert.Contains("blue", expected, StringComparer.Ordinal);

        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, again, Production, new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = Flag } }, None);
        archive.Position = 0;
        var content = await RolloutArchive.ReadAsync(archive, cancellationToken: None);
        await RolloutArchive.RestoreAsync(content, again, "restored", cancellationToken: None);

        Assert.Equal(Flag.Rules, content.Definitions.Flags["search"].Rules);
        Assert.Equal(Json(document), Json(await again.GetAsync("restored", "search", None)));
        Assert.Equal(expected, Answers(content.Definitions.Flags["search"], await again.ReadAsync("restored", None)));
        Assert.Equal((await Events(again)).Count, (await again.ReadEventsAsync("restored", null, 0, 100, None)).Count);
        await AssertReplays(again, "search");
    }

    private static RolloutChange.Created Created() => new RolloutChange.Created(
        ["search"],
        new PlanDefinition
        {
            Name = "ladder",
            Stages = [new StageDefinition { Name = "half", Steps = [new StepDefinition { Percentage = 60 }], Eligible = Condition.Parse("true") }],
        },
        new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = Flag },
        CustomerList.Empty,
        ObserveOnly: false);

    private static string[] Answers(FlagDefinition flag, FlagSet stored)
    {
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Providers = { new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = flag } }), new MemoryProvider(stored) },
        });
        flags.RefreshAsync().GetAwaiter().GetResult();
        return [.. Customers.Select(id => flags.Evaluate("search", id)).Select(answer => answer.Variant ?? answer.Enabled.ToString(CultureInfo.InvariantCulture))];
    }
}
