using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.AdminApi;

/// <summary>One route with everything that is known of it: who may, what does it, and what a document says of it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The path below <c>/api</c>.</param>
/// <param name="Name">Its own name, without the prefix that keeps it apart from the host's.</param>
/// <param name="Role">What a caller must be allowed.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Handle">Does it.</param>
internal sealed record AdminRoute(string Method, string Pattern, string Name, FeatureRolloutRole Role, string Summary, Func<AdminCall, Task> Handle)
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";

    /// <summary>What curl says where nobody tells it what it sends.</summary>
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>What the body holds; null for none.</summary>
    public Type? Request { get; init; }

    /// <summary>What kind of text the body is.</summary>
    public string RequestType { get; init; } = Json;

    /// <summary>Whether the body may be left out.</summary>
    public bool RequestIsOptional { get; init; }

    /// <summary>What the answer holds; null for none.</summary>
    public Type? Response { get; init; }

    /// <summary>What kind of text the answer is.</summary>
    public string ResponseType { get; init; } = Json;

    /// <summary>The status of success.</summary>
    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>A method with the parameters of the path and the query, for documents; it is never called.</summary>
    public required Delegate Parameters { get; init; }

    /// <summary>Whether it changes something, so that it can meet a conflict or a state that does not allow it.</summary>
    public bool Writes { get; init; }

    /// <summary>What it belongs to, in a document.</summary>
    public string Tag => Pattern.Split('/')[0] == "v1" ? "flags" : Pattern.Split('/', '.')[1];

    /// <summary>Puts down what the platform's document of an application reads.</summary>
    public void Describe(IEndpointConventionBuilder endpoint)
    {
        endpoint.WithName($"FeatureRollout.{Name}").WithTags($"rollout-{Tag}").WithSummary(Summary);
        endpoint.WithMetadata(Parameters.Method, this, NoOutcomesMetadata.Instance, new ProducesResponseTypeMetadata(Success, Response ?? typeof(void), Response is null ? [] : [ResponseType]));
        foreach (var parameter in Parameters.Method.GetParameters())
        {
            endpoint.WithMetadata(new DescribedParameter(parameter));
        }

        if (Request is not null)
        {
            endpoint.WithMetadata(new AcceptsMetadata([.. new[] { RequestType, Json, Form }.Distinct(StringComparer.Ordinal)], Request, RequestIsOptional));
        }

        foreach (var status in Refusals())
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemResource), [Problem]));
        }
    }

    private IEnumerable<int> Refusals()
    {
        IEnumerable<int> always = [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status429TooManyRequests];
        IEnumerable<int> body = Request is null ? [] : [StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];
        IEnumerable<int> write = Writes ? [StatusCodes.Status409Conflict] : [];
        return [.. always, .. write, .. body, StatusCodes.Status500InternalServerError];
    }
}
