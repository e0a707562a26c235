using System.Diagnostics;
using System.Globalization;

namespace FeatureRollout.Benchmarks;

/// <summary>How long the command line tool takes to start, as it is installed, beside <c>dotnet --version</c> in the same run.</summary>
internal static class CliStart
{
    private const int Rounds = 15;

    /// <summary>Packs and installs the tool into a folder of its own, and runs both in turns.</summary>
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("feature-rollout-start-").FullName;
        try
        {
            var (packages, tools) = (Path.Combine(folder, "packages"), Path.Combine(folder, "tools"));
            Start(folder, "dotnet", "pack", Path.Combine(Root(), "src", "FeatureRollout.Cli"), "-c", "Release", "--nologo", "-v", "quiet", "-o", packages);
            File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""<configuration><packageSources><clear /><add key="built" value="{packages}" /></packageSources></configuration>""");
            Start(folder, "dotnet", "tool", "install", "FeatureRollout.Cli", "--tool-path", tools, "--configfile", Path.Combine(folder, "nuget.config"), "--no-cache");
            File.WriteAllText(Path.Combine(folder, "flags.json"), """{ "flags": { "search": { "percentage": 25 }, "chat": { "enabled": true } } }""");
            var tool = Path.Combine(tools, "feature-rollout");
            Compare(folder, ("dotnet --version", "dotnet", ["--version"]), ("feature-rollout --version", tool, ["--version"]), ("feature-rollout status", tool, ["status"]), ("feature-rollout status --json", tool, ["status", "--json"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string folder, params (string Name, string Program, string[] Arguments)[] runs)
    {
        var times = runs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var index = 0; index < runs.Length; index++)
            {
                var time = Start(folder, runs[index].Program, runs[index].Arguments);
                if (round > 0)
                {
                    times[index].Add(time.TotalMilliseconds);
                }
            }
        }

        for (var index = 0; index < runs.Length; index++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs[index].Name,-30} {Median(times[index]),5:0} ms  {Median(times[index]) / Median(times[0]):0.00} x"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static TimeSpan Start(string folder, string program, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(started) : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{error.Result}");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FeatureRollout.Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This runs within the repository only.");
        }

        return folder;
    }
}
