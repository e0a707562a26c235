using System.Globalization;
using System.Text;

namespace FeatureRollout.Tests.Criteria.Detection;

/// <summary>
/// The table of false and late rollbacks in <c>docs/detector.md</c> is what comes out here, and meets the aims. Seeds are fixed, so it is the same at each run.
/// </summary>
[Trait("Requirement", "F-15")]
[Trait("Requirement", "S4-04")]
public sealed class DetectorTableTests(DetectorTable table) : IClassFixture<DetectorTable>
{
    private const string Begin = "<!-- table: written by the tests, APPROVE=1 -->\n";
    private const string End = "<!-- /table -->";

    [Fact]
    public void The_table_in_the_document_is_the_measured_one()
    {
        var file = Document();
        var text = File.ReadAllText(file);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            text = text[..from] + table.Text + text[to..];
            File.WriteAllText(file, text);
            to = text.IndexOf(End, StringComparison.Ordinal);
        }

        Assert.True(text[from..to] == table.Text, "docs/detector.md differs from what was measured; if this is meant, run this test with APPROVE=1. Measured:\n" + table.Text);
    }

    [Fact]
    public void A_healthy_service_is_rolled_back_in_at_most_one_percent_of_rollouts() =>
        Assert.All(table.Rows.Where(row => row is { Burst: null, Guard: "detector" }), row => Assert.InRange(row.AtHalf, 0, 0.01));

    [Fact]
    public void Even_a_service_at_its_limit_is_rolled_back_in_at_most_one_percent_of_rollouts() =>
        Assert.All(table.Rows.Where(row => row is { Burst: null, Guard: "detector" }), row => Assert.InRange(row.AtLimit, 0, 0.01));

    [Fact]
    public void A_tenfold_fault_is_caught_in_a_median_of_three_looks_of_twenty_requests_at_first_and_after_sixty_healthy_looks()
    {
        var row = Assert.Single(table.Rows, row => row is { Burst: null, Guard: "detector", Requests: 20 });
        Assert.InRange(row.Tenfold.Median, 1, 3);
        Assert.InRange(row.TenfoldLate.Median, 1, 3);
    }

    [Fact]
    public void Healthy_looks_before_a_fault_cost_the_detector_nothing_and_a_cumulative_test_much() =>
        Assert.All([.. new[] { 20, 100, 1000 }], requests =>
        {
            var detector = Assert.Single(table.Rows, row => row.Burst is null && row.Guard == "detector" && row.Requests == requests);
            var wilson = Assert.Single(table.Rows, row => row.Burst is null && row.Guard.StartsWith("Wilson", StringComparison.Ordinal) && row.Requests == requests);
            Assert.InRange(detector.TenfoldLate.Median, 1, detector.Tenfold.Median);
            Assert.True(wilson.TenfoldLate.Median >= wilson.Tenfold.Median + 3);
        });

    [Fact]
    public void Each_confirmation_makes_false_rollbacks_rarer_where_errors_come_in_bursts() =>
        Assert.All(table.Rows.Where(row => row.Burst is not null).GroupBy(row => row.Requests), rows =>
        {
            var shares = rows.Take(3).Select(row => row.AtHalf).ToArray();
            Assert.True(shares[0] >= shares[1] && shares[1] >= shares[2]);
            Assert.True(shares[2] < shares[0] || shares[0] == 0);
        });

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "detector.md")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("docs/detector.md is nowhere above the tests.");
        }

        return Path.Combine(folder.FullName, "docs", "detector.md");
    }
}

/// <summary>Everything that the document shows, measured once.</summary>
public sealed class DetectorTable
{
    private static readonly double?[] Bursts = [null, 5];
    private static readonly int[] Requests = [5, 20, 100, 1000];

    internal IReadOnlyList<Row> Rows { get; } =
        [.. Bursts.SelectMany(burst => Requests.SelectMany(requests => Measure(requests, burst)))];

    internal string Text => string.Concat(Rows.GroupBy(row => row.Burst).Select(TextOf));

    private static IEnumerable<Row> Measure(int requests, double? burst)
    {
        const double limit = RollbackTrials.Limit;
        var half = RollbackTrials.RolledBack(requests, limit / 2, burst);
        var atLimit = RollbackTrials.RolledBack(requests, limit, burst);
        var threefold = RollbackTrials.LooksToDetection(requests, 0, 3 * limit, burst);
        var threefoldLate = RollbackTrials.LooksToDetection(requests, RollbackTrials.Looks, 3 * limit, burst);
        var tenfold = RollbackTrials.LooksToDetection(requests, 0, 10 * limit, burst);
        var tenfoldLate = RollbackTrials.LooksToDetection(requests, RollbackTrials.Looks, 10 * limit, burst);
        return RollbackTrials.Guards.Select((guard, i) => new Row(
            burst, requests, guard.Name, half[i], atLimit[i], threefold[i], threefoldLate[i], tenfold[i], tenfoldLate[i]));
    }

    private static string TextOf(IGrouping<double?, Row> rows)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n**{(rows.Key is { } burst ? $"Errors in bursts of {burst} on average" : "Independent errors")}**\n\n");
        text.Append("| Requests a look | Rolled back by | at half the limit | at the limit | 3 × the limit | 3 ×, after 60 healthy looks | 10 × the limit | 10 ×, after 60 healthy looks |\n");
        text.Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Requests:N0} | {row.Guard} | {row.AtHalf * 100:0.0} % | {row.AtLimit * 100:0.0} % | {Looks(row.Threefold)} | {Looks(row.ThreefoldLate)} | {Looks(row.Tenfold)} | {Looks(row.TenfoldLate)} |\n");
        }

        return text.ToString();
    }

    private static string Looks((int Median, int P90) looks) => $"{Look(looks.Median)} · {Look(looks.P90)}";

    private static string Look(int look) => look > RollbackTrials.Patience ? "–" : look.ToString(CultureInfo.InvariantCulture);

    internal sealed record Row(
        double? Burst,
        int Requests,
        string Guard,
        double AtHalf,
        double AtLimit,
        (int Median, int P90) Threefold,
        (int Median, int P90) ThreefoldLate,
        (int Median, int P90) Tenfold,
        (int Median, int P90) TenfoldLate);
}
