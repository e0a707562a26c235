using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Fleet;

/// <summary>One process of <c>samples/ThreeReplicas</c>, which may be killed and started again under its name.</summary>
internal sealed partial class ReplicaProcess(string connectionString, string name, string folder) : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    /// <summary>Everything that its runs have written.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>For how many of its 1,000 customers the feature was on, at each change that any of its runs served.</summary>
    public IReadOnlyList<int> Served => [.. _lines.Select(line => Change().Match(line)).Where(match => match.Success).Select(match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture))];

    public void Start()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [Program(), connectionString, name, folder, "--child"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        Signals.Send(_process!.Id, Signals.Kill);
        await _process.WaitForExitAsync();
    }

    public void Freeze() => Signals.Send(_process!.Id, Signals.Stop);

    public void Thaw() => Signals.Send(_process!.Id, Signals.Continue);

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            Signals.Send(_process.Id, Signals.Kill);
        }

        _process?.Dispose();
    }

    /// <summary>The flags that the processes read.</summary>
    public static string FlagFile => Path.Combine(Path.GetDirectoryName(Program())!, "flags.json");

    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "samples")))
        {
            root = root.Parent;
        }

        return Path.Combine(root!.FullName, "samples", "ThreeReplicas", "bin", output.Parent!.Name, output.Name, "ThreeReplicas.dll");
    }

    [GeneratedRegex("new_search is on for (?<count>[0-9]+) of", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Change();

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
