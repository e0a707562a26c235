using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>
/// A real PostgreSQL on a unix socket in a temporary folder, as child processes of the test run. It can be stopped,
/// killed, frozen and started again; its data stays until it is disposed of.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresServer>> TheShared = new(() => CreateAsync());

    private readonly string _folder;
    private readonly string[] _settings;
    private Process? _postmaster;
    private int _databases;
    private bool _isMounted;

    private PostgresServer(string folder, string[] settings)
    {
        _folder = folder;
        _settings = settings;
    }

    /// <summary>The folder with the socket: the host of a connection string.</summary>
    public string Host => _folder;

    /// <summary>The socket itself, for a proxy.</summary>
    public string SocketPath => Path.Combine(_folder, ".s.PGSQL.5432");

    public string DataFolder => Path.Combine(_folder, "data");

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>Whether the server has ended by itself, or was ended.</summary>
    public bool HasEnded => _postmaster!.HasExited;

    private string LogFile => Path.Combine(_folder, "log");

    /// <summary>The server that ordinary tests share, each with a database of its own. It is never stopped.</summary>
    public static Task<PostgresServer> SharedAsync() => TheShared.Value;

    /// <summary>A server of one's own, started. Without <paramref name="durable"/> a killed server keeps its data, but a lost machine would not.</summary>
    /// <param name="durable">Whether commits are flushed to the disk.</param>
    /// <param name="settings">Further settings: <c>name=value</c>.</param>
    public static async Task<PostgresServer> CreateAsync(bool durable = false, params string[] settings)
    {
        var run = await ServerFolder.OfThisRunAsync();
        var server = new PostgresServer(await run.CreateServerAsync(), [durable ? "fsync=on" : "fsync=off", .. settings]);
        await PostgresPrograms.RunAsync(["cp", "-a", run.Template, server.DataFolder]);
        await server.StartAsync();
        return server;
    }

    /// <summary>A server whose data lies on a disk of its own that 128 MiB fill; null where nothing may be mounted.</summary>
    public static async Task<PostgresServer?> CreateOnSmallDiskAsync()
    {
        var run = await ServerFolder.OfThisRunAsync();
        var server = new PostgresServer(await run.CreateServerAsync(), ["fsync=on", "min_wal_size=32MB", "max_wal_size=48MB"]);
        Directory.CreateDirectory(server.DataFolder);
        if (!Environment.IsPrivilegedProcess || (await PostgresPrograms.TryRunAsync(["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", server.DataFolder])).Code != 0)
        {
            return null;
        }

        server._isMounted = true;
        await PostgresPrograms.RunAsync(["cp", "-a", run.Template + "/.", server.DataFolder]);
        await server.StartAsync();
        return server;
    }

    /// <summary>A connection string of the superuser.</summary>
    public string Superuser(string database = "postgres") => ConnectionString(database, "postgres");

    /// <summary>A connection string of the role <paramref name="user"/>, which no password protects.</summary>
    public string ConnectionString(string database, string user) => new NpgsqlConnectionStringBuilder
    {
        Host = Host, Database = database, Username = user, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable, IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>A fresh, empty database.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", "CREATE DATABASE " + name);
        return new PostgresDatabase(this, name);
    }

    /// <summary>Runs one statement as superuser, on a connection of its own.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Superuser(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What psql prints for statements, unaligned and without headings; fails where psql does.</summary>
    public Task<string> PsqlAsync(string database, string sql, string user = "postgres") => PostgresPrograms.RunAsync(
        PostgresPrograms.Command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", Host, "-U", user, "-d", database, "-f", "-"), sql);

    public async Task StartAsync()
    {
        string[] settings =
        [
            "listen_addresses=", "unix_socket_directories=" + _folder, "shared_buffers=32MB", "max_connections=100",
            "max_wal_size=128MB", "log_min_messages=warning", "timezone=UTC", .. _settings,
        ];
        var command = PostgresPrograms.Command("postgres", ["-D", DataFolder, .. settings.SelectMany(setting => (string[])["-c", setting])]);
        var start = new ProcessStartInfo("sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "postgres", LogFile, .. command]) { UseShellExecute = false };
        _postmaster?.Dispose();
        _postmaster = Process.Start(start)!;
        await ReadyAsync();
    }

    /// <summary>Ends the server in an orderly way; its connections are terminated.</summary>
    public async Task StopAsync()
    {
        Signals.Send(_postmaster!.Id, Signals.Interrupt);
        await _postmaster.WaitForExitAsync().WaitAsync(Longest);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Ends every process of the server at once, as the loss of power would, were the disk lost too.</summary>
    public async Task KillAsync()
    {
        while (SignalAll(Signals.Kill) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _postmaster!.WaitForExitAsync().WaitAsync(Longest);
    }

    /// <summary>Every process stands still and keeps its connections.</summary>
    public void Freeze()
    {
        // The postmaster may have started another one between the listing and its stop.
        SignalAll(Signals.Stop);
        SignalAll(Signals.Stop);
    }

    public void Thaw() => SignalAll(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _postmaster?.Dispose();
        if (_isMounted)
        {
            await PostgresPrograms.RunAsync(["umount", DataFolder]);
        }

        Directory.Delete(_folder, recursive: true);
    }

    // All processes of a server work inside its data folder, and those that have ended work nowhere.
    private int SignalAll(int signal)
    {
        var reached = 0;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && WorksHere(process) && Signals.Send(id, signal))
            {
                reached++;
            }
        }

        return reached;
    }

    private bool WorksHere(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == DataFolder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task ReadyAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!_postmaster!.HasExited && TimeProvider.System.GetElapsedTime(begun) < Longest)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
            catch (NpgsqlException exception)
            {
                throw new InvalidOperationException("PostgreSQL did not start: " + Log, exception);
            }
        }
    }
}
