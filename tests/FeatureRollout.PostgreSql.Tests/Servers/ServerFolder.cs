using System.Diagnostics;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>
/// The one folder of a test run in which its servers live. A process beside the run, of its own session, waits for the
/// run's end, however that comes, kills what still works inside the folder and removes it.
/// </summary>
internal sealed class ServerFolder
{
    private const string Keeper = """
        root=$1
        exec 3<&0 >/dev/null 2>&1
        (
          trap '' HUP INT TERM
          cd /
          cat <&3
          for round in 1 2 3; do
            for process in /proc/[0-9]*; do
              case $(readlink "$process/cwd") in "$root"/*) kill -9 "${process#/proc/}" ;; esac
            done
          done
          for mounted in "$root"/*/data; do
            umount "$mounted"
          done
          rm -rf "$root"
        ) &
        """;

    private static readonly Lazy<Task<ServerFolder>> TheOne = new(CreateAsync);

    // Its end is the sign of the run's end; nobody closes it before the operating system does.
    private readonly StreamWriter _life;
    private int _servers;

    private ServerFolder(string path, StreamWriter life)
    {
        Path = path;
        _life = life;
    }

    public string Path { get; }

    /// <summary>A cluster that initdb made, to be copied.</summary>
    public string Template => System.IO.Path.Combine(Path, "template");

    public static Task<ServerFolder> OfThisRunAsync() => TheOne.Value;

    /// <summary>An empty folder for one server, which that server's user owns.</summary>
    public async Task<string> CreateServerAsync()
    {
        ObjectDisposedException.ThrowIf(!_life.BaseStream.CanWrite, this);
        return await OwnedAsync(System.IO.Path.Combine(Path, FormattableString.Invariant($"{Interlocked.Increment(ref _servers)}")));
    }

    private static async Task<ServerFolder> CreateAsync()
    {
        // A socket's path has at most 107 bytes.
        var path = Directory.CreateTempSubdirectory("fr-pg-").FullName;
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Keeper, "keeper", path]) { RedirectStandardInput = true, UseShellExecute = false };
        var folder = new ServerFolder(path, Process.Start(start)!.StandardInput);
        await PostgresPrograms.RunAsync(["chmod", "go+x", path]);
        await OwnedAsync(folder.Template);
        await PostgresPrograms.RunAsync(PostgresPrograms.Command(
            "initdb", "--pgdata", folder.Template, "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"));
        return folder;
    }

    private static async Task<string> OwnedAsync(string path)
    {
        Directory.CreateDirectory(path);
        await PostgresPrograms.RunAsync(["chmod", "700", path]);
        if (Environment.IsPrivilegedProcess)
        {
            await PostgresPrograms.RunAsync(["chown", "postgres:postgres", path]);
        }

        return path;
    }
}
