namespace FeatureRollout.Tests.Client;

public sealed class PreviewTests
{
    private const string File = """
        { "flags": {
            "master": { "percentage": 80 },
            "search": { "percentage": 10, "include": ["customer-1"], "exclude": ["customer-2"], "requires": ["master"],
                        "rules": [{ "when": "vertical == 'services'", "percentage": 40 }] } } }
        """;

    private static readonly EvaluationContext[] Customers =
        [.. Enumerable.Range(0, 2_000).Select(i => EvaluationContext.For($"customer-{i}").With("vertical", i % 3 == 0 ? "services" : "other"))];

    [Fact]
    [Trait("Requirement", "F-07")]
    public void A_preview_over_a_list_names_exactly_those_whom_the_change_then_moves()
    {
        using var before = FeatureFlags.FromJson(File);
        using var after = FeatureFlags.FromJson(File.Replace("\"percentage\": 10", "\"percentage\": 25", StringComparison.Ordinal));
        var moved = Customers.Where(customer => !before.IsEnabled("search", customer) && after.IsEnabled("search", customer)).Select(customer => customer.CustomerId);

        var preview = before.Preview("search", 25m, Customers);

        Assert.Equal(moved, preview.Added, StringComparer.Ordinal);
        Assert.Empty(preview.Removed);
        Assert.NotEmpty(preview.Added);
        Assert.Equal(Customers.Count(customer => after.IsEnabled("search", customer)), preview.EnabledThen);
        Assert.Equal((10m, 25m, true), (preview.From.Value, preview.To.Value, preview.IsExact));
    }

    [Fact]
    [Trait("Requirement", "F-07")]
    public void Going_back_names_the_same_customers_as_removed()
    {
        using var at10 = FeatureFlags.FromJson(File);
        using var at25 = FeatureFlags.FromJson(File.Replace("\"percentage\": 10", "\"percentage\": 25", StringComparison.Ordinal));

        Assert.Equal(at10.Preview("search", 25m, Customers).Added, at25.Preview("search", 10m, Customers).Removed, StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-07")]
    public void Without_a_list_it_is_an_estimate_and_says_so()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "search": { "percentage": 10 } } }""");
        foreach (var customer in Customers)
        {
            _ = flags.IsEnabled("search", customer.CustomerId!);
        }

        var preview = flags.Preview("search", 25m);

        Assert.False(preview.IsExact);
        Assert.InRange(preview.EnabledNow, 150, 250);
        Assert.InRange(preview.EnabledThen, 375, 625);
    }

    [Fact]
    public void A_preview_counts_nothing_and_refuses_an_unknown_flag_with_the_nearest()
    {
        using var flags = FeatureFlags.FromJson(File);
        _ = flags.Preview("search", 25m, Customers);

        Assert.Equal(0, flags.GetStatistics("search")!.EnabledEvaluations + flags.GetStatistics("search")!.DisabledEvaluations);
        Assert.Contains("did you mean \"search\"", Assert.Throws<ArgumentException>(() => flags.Preview("serach", 5m)).Message, StringComparison.Ordinal);
    }
}
