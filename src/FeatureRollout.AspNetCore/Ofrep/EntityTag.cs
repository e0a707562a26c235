using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.Ofrep;

/// <summary>The ETag of a response: a hash of its bytes, so that it covers flags and context, and is the same in every process.</summary>
internal static class EntityTag
{
    private const int Bytes = 16;

    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Base64Url.EncodeToString(hash[..Bytes])}\"";
    }

    /// <summary>Whether the caller has this one already; weak tags count, since proxies that compress make them of strong ones.</summary>
    public static bool IsKnown(IHeaderDictionary headers, string tag) =>
        headers.IfNoneMatch is { Count: > 0 } sent
        && EntityTagHeaderValue.TryParseList(sent, out var known)
        && known.Any(each => each.Tag == "*" || each.Tag == tag);
}
