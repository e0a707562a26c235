using System.Net;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Access;

/// <summary>Tells a request that somebody on this machine sent from one that only looks so.</summary>
internal static class LoopbackRequests
{
    private static readonly string[] ForwardedPrefixes = ["X-Forwarded-", "X-Original-"];

    private static readonly string[] ForwardedNames =
    [
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-Envoy-External-Address", "X-Azure-ClientIP",
    ];

    /// <summary>
    /// Whether the connection is from this machine, the page was asked for by a name of this machine, so that no other name was bent to it, and
    /// no proxy on this machine sent it on for somebody else. An unknown address is none of this machine.
    /// </summary>
    public static bool Is(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && IsNameOfThisMachine(context.Request.Host.Host)
        && !IsForwarded(context.Request.Headers);

    private static bool IsNameOfThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";

    private static bool IsForwarded(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (Array.Exists(ForwardedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                || Array.Exists(ForwardedNames, known => name.Equals(known, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}
