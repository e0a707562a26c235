using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FeatureRollout.Bodies;

/// <summary>Reads a body that may not be longer than a limit, whatever it says of itself.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body, for the caller to dispose; null where it is longer than the limit.</summary>
    public static async ValueTask<PooledBytes?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            // So that the server does not read on what is refused; it counts the framing of chunks, at worst six bytes for one, as part of the body.
            server.MaxRequestBodySize = 8L * limit;
        }

        var body = new PooledBytes((int)(request.ContentLength ?? 0) + 1);
        var isWhole = false;
        try
        {
            while (body.Count <= limit)
            {
                var read = await request.Body.ReadAsync(body.GetMemory(), request.HttpContext.RequestAborted).ConfigureAwait(false);
                if (read == 0)
                {
                    isWhole = true;
                    return body;
                }

                body.Advance(read);
            }

            return null;
        }
        finally
        {
            if (!isWhole)
            {
                body.Dispose();
            }
        }
    }
}
