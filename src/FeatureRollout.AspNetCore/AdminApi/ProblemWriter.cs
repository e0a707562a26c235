using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FeatureRollout.Access;
using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>Writes refusals.</summary>
internal static class ProblemWriter
{
    /// <summary>People read these in a terminal, so quotes are quotes. What begins a tag stays escaped, whatever takes the answer for a web page.</summary>
    private static readonly AdminJson Readable = new(new JsonSerializerOptions(AdminJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static async Task WriteAsync(HttpContext context, ProblemResource problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        AdminHandler.SetHeaders(response);
        if (problem.Current is { } current)
        {
            response.Headers.ETag = EntityTags.Of(current.Version);
        }

        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(problem, Readable.ProblemResource).Replace("<", "\\u003C", StringComparison.Ordinal));
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    public static Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"FeatureRollout\"";
        }

        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, new ProblemResource
        {
            Status = refusal.Status,
            Title = refusal.Status switch
            {
                StatusCodes.Status401Unauthorized => "Credentials are needed",
                StatusCodes.Status429TooManyRequests => "Too many attempts",
                _ => "Not allowed",
            },
            Detail = refusal.Reason,
        });
    }
}
