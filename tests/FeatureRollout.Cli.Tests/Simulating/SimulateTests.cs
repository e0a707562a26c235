using System.Buffers.Binary;
using System.Text.Json;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Simulating;

public sealed class SimulateTests
{
    private const string Flags = """
        {
          "flags": { "search": {} },
          "plans": {
            "quick": {
              "metrics": { "nps": {} },
              "rollbackWhen": ["error_rate > 1%"], "soak": "6h", "approvals": ["boss"],
              "stages": [{ "name": "some", "percentage": 10, "minimumDuration": "6h", "advanceWhen": ["error_rate < 1%"] }, { "name": "all", "percentage": 100 }]
            }
          },
          "rollouts": { "search": { "plan": "quick" } }
        }
        """;

    private static readonly string[] Quickly = ["--interval", "15m", "--for", "2d"];

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-23")]
    public async Task A_rollout_of_the_file_is_simulated_and_told_as_a_table()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunProcessAsync(["simulate", "search", .. Quickly, "--seed", "7"]);

        Approved.Check(shown.ToString());
        Assert.All(shown.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task The_exit_code_says_completed_rolled_back_or_not_at_an_end()
    {
        using var folder = new CliFolder(Flags);

        Assert.Equal(0, (await folder.RunAsync(["simulate", "quick", .. Quickly])).ExitCode);
        Assert.Equal(1, (await folder.RunAsync(["simulate", "quick", .. Quickly, "--fault", "errors=5% from=2h"])).ExitCode);
        Assert.Equal(2, (await folder.RunAsync(["simulate", "quick", .. Quickly, "--no-approve", "boss"])).ExitCode);
        Assert.Equal(0, (await folder.RunAsync(["simulate", "quick", .. Quickly, "--fault", "errors=50%,from=2h,until=3h,at=50%", "--metric", "nps=50,20@5h"])).ExitCode);
        Assert.Equal(2, (await folder.RunAsync("simulate", "pilot", "--for", "1d", "--interval", "1h")).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task The_same_seed_gives_the_same_in_every_form_and_another_seed_another()
    {
        using var folder = new CliFolder(Flags);
        foreach (var form in (string[][])[[], ["--markdown"], ["--csv"], ["--json"]])
        {
            var (one, same, other) = (await RunAsync("1"), await RunAsync("1"), await RunAsync("2"));
            Assert.Equal(one, same);
            Assert.NotEqual(one.Out, other.Out, StringComparer.Ordinal);

            Task<CliResult> RunAsync(string seed) => folder.RunAsync(["simulate", "quick", .. Quickly, .. form, "--seed", seed]);
        }
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-23")]
    public async Task Json_has_the_result_the_events_and_the_days()
    {
        using var folder = new CliFolder(Flags);

        var shown = JsonDocument.Parse((await folder.RunAsync(["simulate", "search", .. Quickly, "--json", "--fault", "errors=5% from=2h"])).Out).RootElement;

        Assert.Equal("rolledBack", shown.GetProperty("status").GetString());
        Assert.Equal("some", shown.GetProperty("rollback").GetProperty("stage").GetString());
        Assert.True(shown.GetProperty("requests").GetProperty("exposed").GetInt64() > 0);
        Assert.Contains(shown.GetProperty("events").EnumerateArray(), each => each.GetProperty("kind").GetString() == "rolledBack");
        Assert.Equal("2026-01-05", shown.GetProperty("days")[0].GetProperty("day").GetString());
    }

    [Theory]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-23")]
    [InlineData(64, "is \"canary\" meant?", "canry")]
    [InlineData(64, "is \"errors\" meant?", "pilot", "--fault", "erors=3%")]
    [InlineData(64, "errors=lots is not a percentage", "pilot", "--fault", "errors=lots")]
    [InlineData(64, "errors=NaN is not a percentage", "pilot", "--fault", "errors=NaN")]
    [InlineData(64, "a fault has errors=5%", "pilot", "--fault", "from=3d")]
    [InlineData(64, "until is later than from", "pilot", "--fault", "errors=5% from=3d until=2d")]
    [InlineData(64, "\"errors\" is set twice", "pilot", "--fault", "errors=5% errors=6%")]
    [InlineData(64, "\"5%\" is no setting", "pilot", "--fault", "5%")]
    [InlineData(64, "has no metric \"cpu\"", "pilot", "--metric", "cpu=3")]
    [InlineData(64, "neither a time such as 5d", "canary", "--metric", "cpu=3@soon")]
    [InlineData(64, "--error-rate: \"200%\" is not a percentage", "pilot", "--error-rate", "200%")]
    [InlineData(64, "--customers: \"0\" is not a whole number from 1", "pilot", "--customers", "0")]
    [InlineData(64, "--latency-p95 is less than --latency", "pilot", "--latency", "2s", "--latency-p95", "1s")]
    [InlineData(64, "--interval: \"2h\" is not a time from 1s to 1h", "pilot", "--interval", "2h")]
    [InlineData(64, "leave --url", "pilot", "--url", "http://localhost/")]
    [InlineData(64, "name it with --traffic", "pilot", "--customer", "host")]
    [InlineData(64, "cannot be had together", "pilot", "--csv", "--json")]
    [InlineData(64, "ends neither with .svg nor with .png", "pilot", "--chart", "chart.gif")]
    [InlineData(66, "The log nowhere.log cannot be read: it is not there.", "pilot", "--traffic", "nowhere.log")]
    [InlineData(66, "The flag file nowhere.json cannot be read", "pilot", "--file", "nowhere.json")]
    [InlineData(69, "rsvg-convert, resvg, inkscape", "pilot", "--chart", "chart.png")]
    [InlineData(73, "there is no folder", "pilot", "--chart", "nowhere/chart.svg")]
    public async Task What_cannot_be_meant_or_done_is_refused_before_anything_is_simulated(int exit, string message, params string[] arguments)
    {
        using var folder = new CliFolder(Flags);

        var refused = await folder.RunAsync(["simulate", .. arguments]);

        Assert.Equal("", refused.Out);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Equal(exit, refused.ExitCode);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task A_log_as_csv_and_as_access_log_gives_the_same_simulation()
    {
        using var folder = new CliFolder(Flags);
        var (csv, access) = (new StringWriter(), new StringWriter());
        await csv.WriteLineAsync("time,customer,status,latency");
        for (var i = 0; i < 24 * 60; i++)
        {
            var at = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i);
            var (customer, status) = ($"customer-{i % 97}", i % 50 == 0 ? 503 : 200);
            await csv.WriteLineAsync(FormattableString.Invariant($"{at:yyyy-MM-ddTHH:mm:ssZ},{customer},{status},{i % 300}"));
            await access.WriteLineAsync(FormattableString.Invariant(
                $"192.0.2.1 - - [{at.AddHours(2):dd/MMM/yyyy:HH:mm:ss} +0200] \"GET /s?q=1&customer={customer} HTTP/1.1\" {status} 12 \"-\" \"curl/8.5 \\\"x\\\"\" {i % 300 / 1000.0}"));
        }

        folder.Write("log.csv", csv.ToString());
        folder.Write("access.log", access.ToString());

        var first = await folder.RunAsync("simulate", "quick", "--interval", "15m", "--traffic", folder.In("log.csv"));
        var second = await folder.RunAsync("simulate", "quick", "--interval", "15m", "--traffic", folder.In("access.log"), "--customer", "query:customer", "--latency-field", "10");

        Assert.Equal(first, second);
        Assert.Contains("1,440", (await folder.RunAsync("simulate", "quick", "--interval", "15m", "--traffic", folder.In("access.log"), "--customer", "host", "--csv")).Out.Replace("1440", "1,440", StringComparison.Ordinal), StringComparison.Ordinal);
        var anonymous = await folder.RunAsync("simulate", "quick", "--traffic", folder.In("access.log"));
        Assert.Equal((65, "feature-rollout: access.log:1440:1: the log has no request of a customer: 1,440 requests have no customer (user) and are passed over.\n"), (anonymous.ExitCode, anonymous.Error));
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task A_chart_is_drawn_as_svg_and_by_a_browser_as_png()
    {
        using var folder = new CliFolder(Flags);
        Directory.CreateDirectory(folder.In("programs"));
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(place => Path.Combine(place, "chromium")).FirstOrDefault(File.Exists);
        Assert.NotNull(browser);
        File.CreateSymbolicLink(folder.In("programs/chromium"), browser);
        folder.Variables["PATH"] = folder.In("programs");

        var svg = await folder.RunAsync(["simulate", "quick", .. Quickly, "--chart", folder.In("chart.svg")]);
        var png = await folder.RunAsync(["simulate", "quick", .. Quickly, "--chart", folder.In("chart.png")]);

        Assert.Equal((0, 0), (svg.ExitCode, png.ExitCode));
        Assert.StartsWith("<svg", File.ReadAllText(folder.In("chart.svg")), StringComparison.Ordinal);
        var picture = File.ReadAllBytes(folder.In("chart.png"));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], picture[..8]);
        Assert.Equal((1800, 900), (BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20))));
        Assert.Empty(Directory.GetFiles(folder.Path, ".chart*"));
    }
}
