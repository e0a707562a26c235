using System.Net;
using System.Text;

namespace FeatureRollout.Tests.Control.Metrics;

/// <summary>Answers requests as a test says, and remembers them.</summary>
internal sealed class ScriptedHttp(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public ScriptedHttp(HttpStatusCode status, string body, string mediaType = "application/json")
        : this((_, _) => Task.FromResult(Answer(status, body, mediaType)))
    {
    }

    public List<(HttpRequestMessage Request, string Body)> Requests { get; } = [];

    public static HttpResponseMessage Answer(HttpStatusCode status, string body, string mediaType = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        var response = await answer(request, cancellationToken);
        response.RequestMessage ??= request;
        return response;
    }
}
