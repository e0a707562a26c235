using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Customers;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Customers;

[Trait("Requirement", "F-07")]
public sealed class PreviewRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task The_parts_of_a_list_are_added_up(int most)
    {
        var source = new SomeFlag();
        var changed = new List<string>();

        var sum = await new PreviewRun(source, most, shown: 2).OnceAsync(List(10), (isAdded, id) => changed.Add($"{isAdded} {id}"), () => { }, CancellationToken.None);

        Assert.Equal((10, 10, 20, 10, 0), (sum!.Customers, sum.EnabledNow, sum.EnabledThen, sum.AddedCount, sum.RemovedCount));
        Assert.Equal(["c0", "c1"], sum.Added);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"True c{n}"), changed, StringComparer.Ordinal);
        Assert.Equal((10 + most - 1) / most, source.Asked.Count);
        Assert.All(source.Asked, part => Assert.InRange(part, 1, most));
    }

    [Fact]
    public async Task An_empty_list_is_nobody() =>
        Assert.Equal(0, (await new PreviewRun(new SomeFlag(), 10, 10).OnceAsync(List(0), (_, _) => { }, () => { }, CancellationToken.None))!.Customers);

    [Fact]
    public async Task What_a_host_is_sent_at_a_time_has_a_bound_in_bytes()
    {
        var source = new SomeFlag();
        var rows = "id,name\n" + string.Concat(Enumerable.Range(0, 600).Select(n => $"c{n},{new string('é', 500)}\n"));

        await new PreviewRun(source, BackendPreview.MostOfHost, 10).OnceAsync(Lists.Csv(rows), (_, _) => { }, () => { }, CancellationToken.None);

        Assert.Equal(600, source.Asked.Sum());
        Assert.All(source.Asked, part => Assert.InRange(part * 3000, 0, 262_144));
    }

    [Theory]
    [InlineData(10, 2, 1)]
    [InlineData(20, 1, 2)]
    public async Task What_changes_between_two_parts_is_noticed(int from, int version, int asked)
    {
        var source = new SomeFlag { After = asked, Then = (from, $"{version}") };

        Assert.Null(await new PreviewRun(source, 1, 10).OnceAsync(List(3), (_, _) => { }, () => { }, CancellationToken.None));
    }

    [Fact]
    public async Task It_is_tried_again_once_and_then_somebody_else_was_faster()
    {
        var tries = 0;

        var refused = await Assert.ThrowsAsync<CliException>(() => PreviewRun.InOnePieceAsync(2, () =>
        {
            tries++;
            return Task.FromResult<PreviewSummary?>(null);
        }));

        Assert.Equal((2, ExitCodes.Conflict), (tries, refused.ExitCode));
        var second = new PreviewSummary("a", 1, 2, true, 0, 0, 0, 0, 0, [], []);
        Assert.Same(second, await PreviewRun.InOnePieceAsync(2, () => Task.FromResult(tries++ == 2 ? null : second)));
    }

    private static Cli.Customers.Reading.CsvCustomers List(int count) => Lists.Csv("id\n" + string.Concat(Enumerable.Range(0, count).Select(n => $"c{n}\n")));

    /// <summary>A flag that comes on for everybody, and may be another one after so many questions.</summary>
    private sealed class SomeFlag : IPreviewSource
    {
        public List<int> Asked { get; } = [];

        public int After { get; init; } = int.MaxValue;

        public (int From, string Standing) Then { get; init; }

        public Task<string> StandingAsync(CancellationToken cancellationToken) => Task.FromResult(Asked.Count >= After ? Then.Standing : "1");

        public Task<PreviewResource> AskAsync(IReadOnlyList<EvaluationContext> customers, CancellationToken cancellationToken)
        {
            Asked.Add(customers.Count);
            return Task.FromResult(new PreviewResource("a", Asked.Count > After ? Then.From : 10, 25, IsExact: true, customers.Count, 2 * customers.Count, [.. customers.Select(customer => customer.CustomerId!)], []));
        }
    }
}
