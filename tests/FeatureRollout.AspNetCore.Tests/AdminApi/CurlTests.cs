using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

/// <summary>What the documents' authors typed, and what the documentation shows, in a real shell.</summary>
public sealed partial class CurlTests
{
    [Fact]
    [Trait("Requirement", "S1-05")]
    public async Task The_commands_of_the_deployment_guide_work_as_they_are()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var set = await ShellAsync(app, """
            curl -X PATCH https://app.launchdarkly.com/api/v2/flags/production/sentiment-analysis \
              -H "Authorization: api-key-xxx" \
              -d '{"rollout": {"percentage": 10}}'
            """.Replace("https://app.launchdarkly.com", "$HOST", StringComparison.Ordinal).Replace("api-key-xxx", AdminApp.Operator, StringComparison.Ordinal));
        Assert.Contains("\"percentage\":10", set, StringComparison.Ordinal);
        await ShellAsync(app, """
            curl -X PATCH https://app.launchdarkly.com/api/v2/flags/production/sentiment-analysis \
              -H "Authorization: api-key-xxx" \
              -d '{"whitelist": ["customer-id-here"]}'
            """.Replace("https://app.launchdarkly.com", "$HOST", StringComparison.Ordinal).Replace("api-key-xxx", AdminApp.Operator, StringComparison.Ordinal));
        Assert.True(app.Served.IsEnabled("sentiment_analysis", "customer-id-here"));
        Assert.Contains("\"status\":401", await ShellAsync(app, """curl -X PATCH $HOST/api/v2/flags/production/sentiment-analysis -H "Authorization: api-key-xxx" -d '{"rollout": {"percentage": 10}}'"""), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S3-05")]
    public async Task The_commands_of_the_rollout_plan_work_as_they_are()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        foreach (var body in new[] { "{\n    \"outboundCallsPercentage\": 10\n  }", "{\"outboundCallsPercentage\": 0}", "{\"outboundCallsEnabled\": false}" })
        {
            var reply = await ShellAsync(app, $"""
                curl -X PATCH $HOST/api/v1/admin/feature-flags \
                  -H "Content-Type: application/json" \
                  -H "Authorization: Bearer {AdminApp.Operator}" \
                  -d '{body}'
                """);
            Assert.Contains("\"applied\":[\"outboundCalls", reply, StringComparison.Ordinal);
        }

        Assert.NotEmpty((await app.GetAsync("flags/production/outbound_calls")).Is(200)["killedBy"].EnumerateArray());
    }

    [Fact]
    public async Task The_commands_of_the_reference_work_in_their_order()
    {
        var root = typeof(CurlTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "admin-api.md"));
        var commands = Blocks().Matches(page).SelectMany(block => block.Groups["lines"].Value.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).ToArray();
        Assert.True(commands.Length >= 20, $"{commands.Length}");
        await using var app = await AdminApp.StartAsync(kestrel: true);
        foreach (var command in commands)
        {
            var reply = await ShellAsync(app, command + " -w ' %{http_code}'");
            Assert.True(reply[^3..] is "200" or "201" or "204", $"{command}\n{reply}");
        }
    }

    private static async Task<string> ShellAsync(AdminApp app, string command)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["HOST"] = app.Address.ToString().TrimEnd('/');
        start.Environment["KEY"] = AdminApp.Administrator;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{command}\n{await errors}");
        return await output;
    }

    [GeneratedRegex("```sh\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
