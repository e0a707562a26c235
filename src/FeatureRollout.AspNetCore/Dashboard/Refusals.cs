using System.Globalization;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>What callers get who are not let in.</summary>
internal static class Refusals
{
    public static async Task WriteAsync(PageFrame frame, HttpContext context, AccessRefusal refusal)
    {
        if (refusal.RetryAfter is { } retry)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retry.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var (title, more) = refusal.Status switch
        {
            StatusCodes.Status401Unauthorized => ("Sign in first", Html.Of($"<p><a class=\"button\" href=\"{frame.PathOf(context, "sign-in")}\">Sign in</a></p>")),
            StatusCodes.Status429TooManyRequests => ("Too many attempts", Html.Empty),
            _ => ("You may not do this", Html.Empty),
        };
        await PageErrors.WriteAsync(frame, context, refusal.Caller, refusal.Status, title, refusal.Reason, more).ConfigureAwait(false);
    }
}
