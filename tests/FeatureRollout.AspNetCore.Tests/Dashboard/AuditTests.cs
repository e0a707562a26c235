using System.Text;
using FeatureRollout.Audit;
using FeatureRollout.Dashboard;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-22")]
[Trait("Requirement", "F-33")]
public sealed class AuditTests
{
    private static readonly RolloutActor Ada = new("ada", "because");

    [Theory]
    [InlineData("plain", "\"plain\"\r\n")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"\r\n")]
    [InlineData("=1+1", "\"'=1+1\"\r\n")]
    [InlineData(" @SUM(A1)", "\"' @SUM(A1)\"\r\n")]
    [InlineData("-2", "\"'-2\"\r\n")]
    [InlineData("\t=1", "\"\\t=1\"\r\n")]
    [InlineData("a\r\nb\u001B[2J\u202E", "\"a\\r\\nb\\u001B[2J\\u202E\"\r\n")]
    public void A_cell_is_text_for_spreadsheets_and_terminals(string value, string line)
    {
        var text = new StringBuilder();
        EventCsv.AppendRow(text, [value]);
        Assert.Equal(line, text.ToString());
    }

    [Fact]
    public async Task Pages_from_the_newest_back_hold_every_event_once()
    {
        await using var app = await DashboardApp.StartAsync("""{ "flags": { "a": { "percentage": 1 }, "b": { "percentage": 1 } } }""");
        for (var change = 1; change <= 60; change++)
        {
            await app.Manager.SetPercentageAsync(change % 7 == 0 ? "b" : "a", change, Ada);
        }

        foreach (var key in new[] { null, "a", "b" })
        {
            foreach (var size in new[] { 1, 3, 50, 200 })
            {
                var all = (await app.Manager.ReadEventsAsync(key)).Select(happened => happened.Sequence).Reverse().ToList();
                var paged = new List<long>();
                long? before = null;
                while (true)
                {
                    var page = await NewestEvents.ReadAsync(app.Manager, key, before, size, CancellationToken.None);
                    paged.AddRange(page.Select(happened => happened.Sequence));
                    if (page.Count < size)
                    {
                        break;
                    }

                    before = page[^1].Sequence;
                }

                Assert.Equal(all, paged);
            }
        }
    }

    [Fact]
    public async Task The_page_and_the_file_name_who_did_what_and_why()
    {
        await using var app = await DashboardScene.StartAsync();
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        var page = await client.GetStringAsync(app.Root + "/audit?flag=storage_v2");
        Assert.Contains("rolled back from half at 50 %", page, StringComparison.Ordinal);
        Assert.Contains("412 samples", page, StringComparison.Ordinal);
        Assert.DoesNotContain("outbound_calls</a>", page, StringComparison.Ordinal);
        var csv = await client.GetStringAsync(app.Root + "/audit.csv?flag=tab_sync");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("\"sequence\",\"at\",\"key\"", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\\r\\nand \\u001B[31m more\"", StringComparison.Ordinal));
        Assert.DoesNotContain('\u202E', csv);
    }
}
