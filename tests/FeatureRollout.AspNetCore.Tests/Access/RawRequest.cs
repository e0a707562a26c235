using System.Net.Sockets;
using System.Text;

namespace FeatureRollout.AspNetCore.Tests.Access;

/// <summary>A request as its bytes, for what no client would send.</summary>
internal static class RawRequest
{
    /// <param name="server">Where to.</param>
    /// <param name="request">Headers and body; it must ask for the connection's end.</param>
    public static async Task<string> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }
}
