using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>One connection through a <see cref="CuttingProxy"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Both sides are closed when it ends, which it does by itself.")]
internal sealed class ProxiedConnection(CuttingProxy proxy, Socket client, UnixDomainSocketEndPoint target)
{
    private readonly Socket _server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private volatile bool _halfOpen;
    private volatile bool _losesAnswer;
    private Traffic? _own;

    /// <summary>What happens to this connection alone once it is set, and what happens to all before.</summary>
    public Traffic Traffic
    {
        get => _own ?? proxy.Traffic;
        set
        {
            _own = value;
            proxy.Traffic = proxy.Traffic;
        }
    }

    public void Begin(CancellationToken end) => _ = RunAsync(end);

    /// <summary>Resets it, both ways.</summary>
    public void Cut()
    {
        client.Close(0);
        _server.Close(0);
    }

    /// <summary>The server's side ends, and the client is not told: what it asks is lost.</summary>
    public void HalfOpen()
    {
        _halfOpen = true;
        _server.Close(0);
    }

    private async Task RunAsync(CancellationToken end)
    {
        try
        {
            await HeldAsync(questions: true, end);
            await _server.ConnectAsync(target, end);
            await Task.WhenAny(PumpAsync(client, _server, questions: true, end), PumpAsync(_server, client, questions: false, end)).Unwrap();
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            Cut();
            proxy.Forget(this);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool questions, CancellationToken end)
    {
        var piece = new byte[65_536];
        while (true)
        {
            int read;
            try
            {
                read = await from.ReceiveAsync(piece, end);
            }
            catch (Exception exception) when (_halfOpen && !questions && exception is SocketException or ObjectDisposedException)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
                return;
            }

            if (read == 0)
            {
                return;
            }

            if (questions && proxy.IsFatal(piece.AsSpan(0, read)))
            {
                _losesAnswer = true;
            }
            else if (!questions && _losesAnswer)
            {
                return;
            }

            await HeldAsync(questions, end);
            if (!_halfOpen)
            {
                await to.SendAsync(piece.AsMemory(0, read), end);
            }
        }
    }

    private async Task HeldAsync(bool questions, CancellationToken end)
    {
        if (proxy.Delay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, TimeProvider.System, end);
        }

        while (true)
        {
            // Taken before the look, so that a switch between the two is not missed.
            var switched = proxy.Switched;
            if (Traffic is not Servers.Traffic.BlackHole && (questions || Traffic is not Servers.Traffic.NoAnswers))
            {
                return;
            }

            await switched.WaitAsync(end);
        }
    }
}
