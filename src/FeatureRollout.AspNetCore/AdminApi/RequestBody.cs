using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.AdminApi;

/// <summary>Reads a body as far as it may go.</summary>
internal static class RequestBody
{
    private const int ChunkSize = 4096;

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

        if (request.ContentLength > most)
        {
            throw AdminProblemException.TooLarge(most);
        }

        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, ChunkSize));
        while (await request.Body.ReadAsync(body.GetMemory(ChunkSize), context.RequestAborted).ConfigureAwait(false) is > 0 and var read)
        {
            body.Advance(read);
            if (body.WrittenCount > most)
            {
                throw AdminProblemException.TooLarge(most);
            }
        }

        var bytes = body.WrittenSpan;
        return (bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes).ToArray();
    }
}
