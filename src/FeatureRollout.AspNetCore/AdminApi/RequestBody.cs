using FeatureRollout.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.AdminApi;

/// <summary>Reads a body that may be JSON.</summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The body without a byte order mark; empty for none. It is never unpacked: a small one that becomes a large one is refused unread.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context, int most)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw AdminProblemException.UnsupportedMedia("A body with a Content-Encoding is not read; send it as it is.");
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset is { HasValue: true } charset
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
        {
            throw AdminProblemException.UnsupportedMedia("A body is UTF-8.");
        }

        using var body = await BoundedBody.ReadAsync(request, most).ConfigureAwait(false) ?? throw AdminProblemException.TooLarge(most);
        var bytes = body.Written.Span;
        return (bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes).ToArray();
    }
}
