using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Tests.Commands;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>A host is whoever answers at an address; what it says is shown, and steers nothing.</summary>
public sealed class HostileHostTests
{
    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task No_answer_of_a_host_steers_the_terminal_whatever_is_asked()
    {
        using var folder = Ladders.Folder();
        await using var host = await HostileHost.StartAsync(folder.In("flags.json"));
        folder.Variables[GlobalOptions.KeyVariable] = OperatedHost.Key;
        folder.Write("customers.csv", "customerId,seats\nacme,5\nglobex,50\n");
        string[] lines =
        [
            "status", "create search --yes --reason r", "approve search team", "start search --yes --reason r", "incident search P2 slow", "value search nps 40", "tick search docs", "milestone search launch done",
            "baseline search", "hold search 2h", "resume search", "enable search acme --yes --reason r", "include search globex initech --yes", "percentage chat 12 --yes", "advance search --yes", "advance search --yes --force --reason r",
            "advance search --yes", "previous search --yes", "pause search", "observe search on", "replan search --yes", "drill tabs --yes", "status", "status search", "status chat", "status nosuch", "status serch", "explain search acme", "explain chat globex --with seats=50",
            "events", "events search", "plans", "plans ladder", "plans nosuch", "watch --once", "watch search --once", "verify", "verify search --expect 25", "report", "report search", "report --html", "report --digest", "stale",
            "preview search 50", "preview chat 50 --customers CUSTOMERS", "kill chat --reason r --yes", "kill nosuch --reason r --yes", "revive chat --yes", "rollback search --reason r --yes", "erase acme --yes --reason r", "remove search --yes", "remove search --yes", "[suggest] status s",
        ];

        var (wrong, done) = (new List<string>(), 0);
        foreach (var line in lines)
        {
            var words = line.Replace("CUSTOMERS", folder.In("customers.csv"), StringComparison.Ordinal).Split(' ');
            foreach (var more in line.Contains("--html", StringComparison.Ordinal) ? (string[])["--url"] : ["--url", "--json --url"])
            {
                var shown = await folder.RunAsync([.. words, .. more.Split(' '), host.Address]);
                done += shown.ExitCode == 0 ? 1 : 0;
                var parts = (shown.Out + shown.Error).Split('\n').Where(each => each.EnumerateRunes().Any(rune => IsSteering(rune, line)));
                if (shown.ExitCode is not (0 or 1 or 2 or 64 or 75) || parts.Any())
                {
                    wrong.Add($"{line} {more} ended with {shown.ExitCode} {shown.Error}: {JsonSerializer.Serialize(parts)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(done, lines.Length, 2 * lines.Length);
    }

    private static bool IsSteering(Rune rune, string line) => rune.Value != '\n'
        && !(rune.Value == 0x2060 && line.StartsWith("report", StringComparison.Ordinal))
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
