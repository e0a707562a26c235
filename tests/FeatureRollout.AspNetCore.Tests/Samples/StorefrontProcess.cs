using System.Collections.Concurrent;
using System.Diagnostics;

namespace FeatureRollout.AspNetCore.Tests.Samples;

/// <summary><c>samples/Storefront</c>, built together with these tests, as a program of its own.</summary>
internal sealed class StorefrontProcess : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("feature-rollout-");
    private readonly Process _process;

    public StorefrontProcess(params string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root!.FullName, "FeatureRollout.Sdk.sln")))
        {
            root = root.Parent;
        }

        var program = Path.Combine(root.FullName, "samples", "Storefront", "bin", output.Parent!.Name, output.Name, "Storefront.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        // A shop that is killed leaves its folder behind.
        (start.Environment["TMPDIR"], start.Environment["TEMP"], start.Environment["TMP"]) = (_temporary.FullName, _temporary.FullName, _temporary.FullName);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything that it has written.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Where the shop is, once it is open.</summary>
    public async Task<Uri> OpenAsync(CancellationToken limit)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.EndsWith("   the shop", StringComparison.Ordinal)) is { } line)
            {
                return new Uri(line.Trim().Split(' ')[0]);
            }

            Assert.False(_process.HasExited, Output);
            await Task.Delay(100, limit);
        }
    }

    public async Task<int> EndAsync(CancellationToken limit)
    {
        await _process.WaitForExitAsync(limit);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _temporary.Delete(recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
