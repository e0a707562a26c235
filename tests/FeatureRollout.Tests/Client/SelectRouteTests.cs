using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "S2-03")]
[Trait("Requirement", "S3-04")]
public sealed class SelectRouteTests
{
    [Fact]
    public void Select_gives_the_value_of_the_customers_arm()
    {
        using var client = Served.Client(Served.Flag("outbound_calls", 30));
        foreach (var id in Served.Customers(200))
        {
            Assert.Equal(client.IsEnabled("outbound_calls", id) ? "new-system" : "old-system", client.Select("outbound_calls", id, "new-system", "old-system"));
        }

        Assert.Equal("old-system", client.Select("unknown", "acme", "new-system", "old-system"));
    }

    [Fact]
    public void Route_runs_one_path_once_and_never_both_even_while_the_flag_flips()
    {
        using var client = Served.Client(Served.Flag("flag", 0));
        var (on, off) = (0, 0);
        for (var i = 0; i < 500; i++)
        {
            var before = on + off;
            var result = client.Route(
                "flag",
                "acme",
                () =>
                {
                    on++;
                    client.Publish([Served.Layer(Served.Flag("flag", 0))]);
                    return "new";
                },
                () =>
                {
                    off++;
                    client.Publish([Served.Layer(Served.Flag("flag", 100))]);
                    return "old";
                });
            Assert.Equal(before + 1, on + off);
            Assert.Equal(i % 2 == 0 ? "old" : "new", result);
        }

        Assert.Equal((250, 250), (on, off));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void What_the_path_throws_passes_through_and_the_other_is_not_tried(int percentage)
    {
        using var client = Served.Client(Served.Flag("flag", percentage));
        var runs = 0;
        string Throws()
        {
            runs++;
            throw new TimeoutException("of the path");
        }

        Assert.Throws<TimeoutException>(() => client.Route("flag", "acme", Throws, Throws));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Routing_is_counted_by_arm()
    {
        using var client = Served.Client(Served.Flag("flag", 25));
        var expected = 0;
        foreach (var id in Served.Customers(400))
        {
            expected += client.Route("flag", id, () => 1, () => 0);
            _ = client.Select("flag", id, 1, 0);
        }

        var statistics = client.GetStatistics("flag")!;
        Assert.Equal((2L * expected, 800L - (2 * expected)), (statistics.EnabledEvaluations, statistics.DisabledEvaluations));
    }
}
