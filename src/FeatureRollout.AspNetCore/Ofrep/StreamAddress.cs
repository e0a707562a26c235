using System.Text.Json;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.Ofrep;

/// <summary>Where a client listens for changes, as the bulk answer announces it.</summary>
/// <param name="Origin">The page's own origin; null where the client is to take that of its base URL.</param>
/// <param name="RequestUri">Path and query.</param>
internal sealed record StreamAddress(string? Origin, string RequestUri)
{
    public const string TicketName = "ticket";

    private const string BulkPath = "/evaluate/flags";

    /// <summary>The stream beside the bulk endpoint that was asked; null for a caller whose credentials a browser cannot send along with a stream.</summary>
    public static StreamAddress? Of(HttpRequest request, Caller caller, StreamTickets tickets)
    {
        var path = (request.PathBase + request.Path).ToUriComponent().TrimEnd('/');
        if (!path.EndsWith(BulkPath, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var stream = string.Concat(path.AsSpan(0, path.Length - BulkPath.Length), OfrepEndpoints.StreamPath);
        return caller.Kind switch
        {
            CallerKind.ApiKey => tickets.For(caller) is { } ticket ? new StreamAddress(PageOrigin(request), $"{stream}?{TicketName}={ticket}") : null,
            CallerKind.Policy when !StringValues.IsNullOrEmpty(request.Headers.Authorization) => null,
            _ => new StreamAddress(PageOrigin(request), stream),
        };
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("eventStreams");
        writer.WriteStartObject();
        writer.WriteString("type", "sse");
        writer.WriteStartObject("endpoint");
        if (Origin is not null)
        {
            writer.WriteString("origin", Origin);
        }

        writer.WriteString("requestUri", RequestUri);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>
    /// Said only to pages of this very origin: their base URL may be relative, of which the public web client cannot make an address. The browser
    /// knows the origin better than the server does behind a proxy; to others the host's name is not repeated.
    /// </summary>
    private static string? PageOrigin(HttpRequest request)
    {
        if (!Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https"))
        {
            return null;
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        var isOwn = site is null ? string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase) : site == "same-origin";
        return isOwn ? origin.GetLeftPart(UriPartial.Authority) : null;
    }
}
