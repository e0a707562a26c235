using System.Diagnostics;
using System.Globalization;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>PostgreSQL as Debian packages it: where its programs are, and how they are run.</summary>
internal static class PostgresPrograms
{
    /// <summary>The folder with the newest initdb, postgres and psql; null where there is none.</summary>
    public static string? Folder { get; } = Roots()
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")) && File.Exists(Path.Combine(version, "bin", "psql")))
        .OrderByDescending(version => int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Select(version => Path.Combine(version, "bin"))
        .FirstOrDefault();

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>The command line of one of the programs. The server and initdb refuse to run as root.</summary>
    public static string[] Command(string program, params string[] arguments)
    {
        var path = Path.Combine(Folder ?? throw new InvalidOperationException("PostgreSQL is not installed; tests/run installs it."), program);
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]
            : [path, .. arguments];
    }

    /// <summary>Runs a program to its end and returns what it wrote; fails where it failed.</summary>
    public static async Task<string> RunAsync(string[] command, string? input = null)
    {
        var (code, output, errors) = await TryRunAsync(command, input);
        Assert.True(code == 0, string.Join(' ', command) + ": " + errors);
        return output;
    }

    public static async Task<(int Code, string Output, string Errors)> TryRunAsync(string[] command, string? input = null)
    {
        // The user postgres may not read the folder that the tests run in.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static IEnumerable<string> Roots() =>
    [
        "/usr/lib/postgresql",
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"),
            "feature-rollout-tests/postgresql/usr/lib/postgresql"),
    ];
}
