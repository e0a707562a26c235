using System.Diagnostics;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>Starts the real program.</summary>
internal static class CliProcess
{
    /// <summary>The program as it was built, beside the tests.</summary>
    public static string Program { get; } = typeof(Tool).Assembly.Location;

    /// <summary>What the tests' own shell may have set and what would change what is printed.</summary>
    private static readonly string[] Unset = ["COLUMNS", "NO_COLOR", "TERM", "DOTNET_gcServer"];

    /// <summary>Starts it with all three streams in hand.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start("dotnet", [Program, .. arguments], folder, variables);

    /// <summary>Starts a script of bash in which <c>feature-rollout</c> is the program.</summary>
    public static Process StartScript(string folder, IReadOnlyDictionary<string, string> variables, string script) =>
        Start("bash", ["-c", $"feature-rollout() {{ dotnet '{Program}' \"$@\"; }}\n{script}"], folder, variables);

    private static Process Start(string program, string[] arguments, string folder, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FEATURE_ROLLOUT_", StringComparison.Ordinal) || Unset.Contains(name, StringComparer.Ordinal)).ToArray())
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
