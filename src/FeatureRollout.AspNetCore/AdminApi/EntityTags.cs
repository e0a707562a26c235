using System.Globalization;
using FeatureRollout.Hashing;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.AdminApi;

/// <summary>
/// Tags of what was answered: the version of what the store keeps, a dot, and a hash of the answer, such as <c>"7.9f2c41d05b13aa60"</c>. A change asks for
/// the version alone; whether a copy is still good depends on all of it, since counts and files change without a version.
/// </summary>
internal static class EntityTags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static string Of(long version, ReadOnlySpan<byte> body) => string.Create(CultureInfo.InvariantCulture, $"\"{version}.{XxHash3.Hash(body):x16}\"");

    /// <summary>The version that a change is for; null where it is for any.</summary>
    /// <exception cref="AdminProblemException">The header is no single tag of this API.</exception>
    public static long? VersionOf(StringValues ifMatch)
    {
        if (ifMatch.Count == 0 || (ifMatch.Count == 1 && ifMatch[0]?.Trim() == "*"))
        {
            return null;
        }

        var tag = ifMatch.Count == 1 ? ifMatch[0].AsSpan().Trim() : default;
        if (tag.Length > 2 && tag[0] == '"' && tag[^1] == '"')
        {
            var inner = tag[1..^1];
            var dot = inner.IndexOf('.');
            var isWhole = dot < 0 || (inner.Length == dot + 17 && !inner[(dot + 1)..].ContainsAnyExcept(HexDigits));
            if (isWhole && long.TryParse(dot < 0 ? inner : inner[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return version;
            }
        }

        throw AdminProblemException.BadRequest("If-Match holds one ETag of this API as it was answered, such as \"7\" with its quotes, or *.", "If-Match");
    }

    /// <summary>Whether a copy that the caller has is still good.</summary>
    public static bool IsKnown(StringValues ifNoneMatch, string tag)
    {
        foreach (var value in ifNoneMatch)
        {
            foreach (var each in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (each == "*" || each == tag || (each.StartsWith("W/", StringComparison.Ordinal) && each.AsSpan(2).SequenceEqual(tag)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdef");
}
