using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Dashboard;

/// <summary>Errors as pages in the same frame, without internals.</summary>
internal static partial class PageErrors
{
    /// <summary>The endpoint with a page for what it throws.</summary>
    public static RequestDelegate Around(DashboardParts parts, RequestDelegate endpoint) => async context =>
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = context.RequestServices.GetRequiredService<IOptions<FeatureRolloutWebOptions>>().Value.MaxRequestBytes;
        }

        try
        {
            await endpoint(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(parts, context, exception).ConfigureAwait(false);
        }
    };

    /// <summary>A page that says what went wrong and what to do.</summary>
    public static Task WriteAsync(PageFrame frame, HttpContext context, Caller? caller, int status, string title, string text, Html more = default) =>
        frame.WriteAsync(context, caller, title, Html.Of($"""
            <section class="message">
            <p class="message-code">{status}</p>
            <h1>{title}</h1>
            <p>{VisibleText.Marked(text)}</p>
            {more}
            {Html.If(caller is not null, $"<p><a class=\"button\" href=\"{frame.PathOf(context)}\">All flags</a></p>")}
            </section>
            """), status);

    private static async Task WriteAsync(DashboardParts parts, HttpContext context, Exception exception)
    {
        var caller = (await parts.Gate.DecideAsync(context, FeatureRolloutRole.Read).ConfigureAwait(false)).Caller;
        var (status, title, text) = exception switch
        {
            RolloutConflictException => (StatusCodes.Status409Conflict, "Somebody else was faster", exception.Message),
            RolloutRefusedException => (StatusCodes.Status409Conflict, "That is not possible now", exception.Message),
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read", "It is too large or malformed. Nothing was changed."),
            ArgumentException or InvalidDataException => (StatusCodes.Status400BadRequest, "That does not fit", Words.Sentence(exception)),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong here", "The application's log says what. Flags go on being served; try again in a moment."),
        };
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FeatureRollout.Dashboard"), exception);
        }

        context.Response.Clear();
        await WriteAsync(parts.Frame, context, caller, status, title, text).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 5500, Level = LogLevel.Error, Message = "A page of the dashboard failed.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
