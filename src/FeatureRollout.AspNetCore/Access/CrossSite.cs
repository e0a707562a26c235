using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Access;

/// <summary>
/// Tells requests that another site had a browser send. Browsers say so in <c>Sec-Fetch-Site</c>; older ones, and all of them where the
/// connection is not secure, in <c>Origin</c>; the oldest in <c>Referer</c> at best. A request without any of these comes from no browser,
/// or from one of before 2020 that was told to hide its referrer: forms have the antiforgery field against these.
/// </summary>
internal static class CrossSite
{
    /// <summary>Whether a request may change something.</summary>
    public static bool MayChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    /// <summary>Whether another site had a request sent that changes something.</summary>
    public static bool IsWrite(HttpRequest request) => MayChange(request) && !IsOwn(request);

    /// <summary>Whether a script of another site reads; following a link to here is no such reading.</summary>
    public static bool IsScriptedRead(HttpRequest request) =>
        !IsOwn(request) && !(request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");

    private static bool IsOwn(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out var site))
        {
            return site.Count == 1 && site[0] is "same-origin" or "none";
        }

        if (headers.TryGetValue("Origin", out var origin))
        {
            return origin.Count == 1 && IsOrigin(request, origin[0]);
        }

        // A referrer alone refuses no reads: it is a link that was followed.
        return !headers.TryGetValue("Referer", out var referrer) || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || (referrer.Count == 1 && IsOrigin(request, referrer[0]));
    }

    private static bool IsOrigin(HttpRequest request, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var shown)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own)
        && Uri.Compare(shown, own, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
