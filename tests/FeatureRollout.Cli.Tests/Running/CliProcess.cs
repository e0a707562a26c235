using System.Diagnostics;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>Starts the real program.</summary>
internal static class CliProcess
{
    /// <summary>The program as it was built, beside the tests.</summary>
    public static string Program { get; } = typeof(Tool).Assembly.Location;

    /// <summary>Starts it with all three streams in hand.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FEATURE_ROLLOUT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
