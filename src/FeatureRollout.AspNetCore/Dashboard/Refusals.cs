using System.Globalization;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Dashboard;

/// <summary>What callers get who are not let in.</summary>
internal static class Refusals
{
    public static async Task WriteAsync(PageFrame frame, HttpContext context, AccessRefusal refusal)
    {
        SetRetry(context, refusal);
        var gate = context.RequestServices.GetRequiredService<AccessGate>();
        if (refusal.Status != StatusCodes.Status401Unauthorized)
        {
            var title = refusal.Status == StatusCodes.Status429TooManyRequests ? "Too many attempts" : "You may not do this";
            await PageErrors.WriteAsync(frame, context, refusal.Caller, refusal.Status, title, refusal.Reason).ConfigureAwait(false);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method) && gate.HasPolicies && !gate.HasSignIn)
        {
            await context.ChallengeAsync().ConfigureAwait(false);
            return;
        }

        // The form stands where the page would: what was asked for is where it leads to.
        var request = context.Request;
        var from = HttpMethods.IsGet(request.Method) ? request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent() : frame.Address(context);
        await SignInPages.WriteAsync(context, frame, gate, from, refusal, refusal.Status).ConfigureAwait(false);
    }

    public static void SetRetry(HttpContext context, AccessRefusal refusal)
    {
        if (refusal.RetryAfter is { } retry)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retry.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
