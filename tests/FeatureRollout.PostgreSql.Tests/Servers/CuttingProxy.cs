using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>
/// A network between clients and a server that fails on demand: TCP on a free port of this machine, passed on to the
/// server's unix socket. Thread-safe; may be switched while traffic flows.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _connections = new();
    private readonly PostgresServer _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _switched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Traffic _traffic;
    private volatile byte[]? _fatal;
    private long _delay;
    private int _lost;

    public CuttingProxy(PostgresServer server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What happens to every connection, those that there are included.</summary>
    public Traffic Traffic
    {
        get => _traffic;
        set
        {
            _traffic = value;
            Interlocked.Exchange(ref _switched, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    /// <summary>How long each piece is held, each way.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    /// <summary>
    /// The next connection that asks something with these words is reset once the server has answered, so that the client cannot know what came of it. One time;
    /// null for never.
    /// </summary>
    public string? LoseAnswerTo
    {
        set => _fatal = value is null ? null : System.Text.Encoding.ASCII.GetBytes(value);
    }

    /// <summary>How many answers were lost on purpose.</summary>
    public int LostAnswers => Volatile.Read(ref _lost);

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<ProxiedConnection> Connections => [.. _connections.Keys];

    /// <summary>Ends when the traffic is switched the next time.</summary>
    internal Task Switched => _switched.Task;

    /// <summary>The connection string of a role, through the proxy.</summary>
    public string ConnectionString(string database, string user = "postgres") => new NpgsqlConnectionStringBuilder(_server.ConnectionString(database, user))
    {
        Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    /// <summary>Resets every connection.</summary>
    public void Cut()
    {
        foreach (var connection in Connections)
        {
            connection.Cut();
        }
    }

    /// <summary>The server's side of every connection ends, and the client is not told.</summary>
    public void HalfOpen()
    {
        foreach (var connection in Connections)
        {
            connection.HalfOpen();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    /// <summary>Whether these are the words whose answer is to be lost; true once.</summary>
    internal bool IsFatal(ReadOnlySpan<byte> question)
    {
        if (_fatal is not { } words || question.IndexOf(words) < 0 || Interlocked.CompareExchange(ref _fatal, null, words) != words)
        {
            return false;
        }

        Interlocked.Increment(ref _lost);
        return true;
    }

    internal void Forget(ProxiedConnection connection) => _connections.TryRemove(connection, out _);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                if (Traffic == Traffic.Refuse)
                {
                    client.Close(0);
                    continue;
                }

                var connection = new ProxiedConnection(this, client, new UnixDomainSocketEndPoint(_server.SocketPath));
                _connections.TryAdd(connection, true);
                connection.Begin(_end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
