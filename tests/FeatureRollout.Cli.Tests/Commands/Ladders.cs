using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>A flag file with a rollout that needs little, and commands at a fixed time.</summary>
internal static class Ladders
{
    public const string Flags = """
        {
          "flags": {
            "search": { "owner": "team" },
            "chat": { "percentage": 25, "requires": ["search"], "owner": "support", "rules": [{ "when": "seats > 10", "percentage": 100 }] },
            "tabs": { "enabled": true, "requires": ["chat"] }
          },
          "plans": {
            "ladder": {
              "start": "2026-01-10", "minimumSamples": 20,
              "advanceWhen": ["open(P1) == 0"],
              "rollbackWhen": ["error_rate > 10%"],
              "milestones": [{ "name": "launch", "day": 0 }],
              "stages": [
                { "name": "first", "percentage": 1, "minimumDuration": "1d", "approvals": ["team"], "checklist": { "end": ["docs"] } },
                { "name": "tenth", "percentage": 10, "advanceWhen": ["last(nps) >= baseline + 5"], "inherit": true },
                { "name": "half", "percentage": 50 },
                { "name": "all", "percentage": 100 }
              ]
            }
          },
          "rollouts": { "search": { "plan": "ladder" } }
        }
        """;

    public static VirtualTimeProvider Clock() => new(new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));

    public static CliFolder Folder() => new(Flags) { Time = Clock() };

    /// <summary>One whose rollout runs in its first stage.</summary>
    public static async Task<CliFolder> StartedAsync()
    {
        var folder = Folder();
        Assert.Equal(0, (await folder.RunAsync("start", "search", "--yes", "--as", "ana")).ExitCode);
        return folder;
    }

    /// <summary>What stands beside the flag file, byte for byte.</summary>
    public static string Kept(CliFolder folder) => string.Join('\n', Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)} {Convert.ToBase64String(File.ReadAllBytes(file))}"));
}
