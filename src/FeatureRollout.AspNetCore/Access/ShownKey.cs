using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Access;

/// <summary>The API key that a request's headers show.</summary>
/// <param name="Value">The key; null where none is shown.</param>
/// <param name="IsAmbiguous">Whether several are shown, so that it is not clear who calls.</param>
/// <param name="MayBeToken">Whether it stands after <c>Bearer</c>, where a token of the host's own may stand too.</param>
internal readonly record struct ShownKey(string? Value, bool IsAmbiguous = false, bool MayBeToken = false)
{
    public const string Header = "X-Api-Key";

    public static ShownKey In(IHeaderDictionary headers)
    {
        var own = headers[Header];
        var authorization = headers.Authorization;
        if (own.Count > 1 || authorization.Count > 1)
        {
            return new(null, IsAmbiguous: true);
        }

        var shown = authorization.Count == 1 ? OfAuthorization((authorization[0] ?? "").AsSpan().Trim()) : default;
        if (own.Count == 0)
        {
            return shown;
        }

        return shown.Value is null ? new(own[0] ?? "") : new(null, IsAmbiguous: true);
    }

    /// <summary>A word alone is a key as it is; of two words the first is the scheme. Other schemes than these two are the host's.</summary>
    private static ShownKey OfAuthorization(ReadOnlySpan<char> value)
    {
        var space = value.IndexOfAny(' ', '\t');
        var scheme = space < 0 ? [] : value[..space];
        var rest = value[(space + 1)..].Trim().ToString();
        return scheme switch
        {
            [] => new(rest),
            _ when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => new(rest, MayBeToken: true),
            _ when scheme.Equals("ApiKey", StringComparison.OrdinalIgnoreCase) => new(rest),
            _ => default,
        };
    }
}
