using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>Says in one sentence what a host refused, or why it could not be asked.</summary>
internal static class HostRefusals
{
    /// <summary>What an answer without success says.</summary>
    public static CliException Of(HostAddress host, HttpResponseMessage response, byte[]? body)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            var target = response.Headers.Location is { } location ? $" to {Plain.Text(Elsewhere(host, location))}" : "";
            return Unavailable($"{host.Place} sends elsewhere{target}, and the key does not go along. Name the right address with --url.");
        }

        if (ProblemOf(response, body) is not { } problem)
        {
            return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired
                ? new CliException(ExitCodes.NotAllowed, $"{host.Place} answers {status} before the admin API is asked: something in front of it wants other credentials.")
                : Unavailable(FormattableString.Invariant($"{host.Place} answers {status}, and not as FeatureRollout's admin API does. Is the address right, and does the application call MapFeatureRolloutAdminApi?"));
        }

        return Of(host, response, problem);
    }

    /// <summary>The host did not answer in time, or the connection broke.</summary>
    /// <param name="host">Who was asked.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="isWrite">Whether something may have been changed all the same.</param>
    public static CliException Of(HostAddress host, Exception exception, bool isWrite)
    {
        var why = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"the name {Plain.Text(host.Base.Host)} has no address",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls => "no trusted connection: " + Innermost(tls),
            _ => Innermost(exception),
        };
        var isNothingSent = exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };
        return Unavailable($"{host.Place} cannot be reached: {why.TrimEnd('.')}.{(isWrite && !isNothingSent ? " Whether the change was made, the events tell." : "")}");
    }

    /// <summary>The host is too slow.</summary>
    public static CliException Late(HostAddress host, TimeSpan limit, bool isWrite) =>
        Unavailable(FormattableString.Invariant($"{host.Place} did not answer within {limit.TotalSeconds:0.###} s.{(isWrite ? " Whether the change was made, the events tell." : "")}"));

    /// <summary>What came is nothing that the admin API answers.</summary>
    public static CliException Strange(HostAddress host, MediaTypeHeaderValue? type) => Unavailable(
        $"{host.Place} answers with {(type?.MediaType == "text/html" ? "a web page" : type?.MediaType is { } media ? Plain.Text(media) : "something")}, and not as FeatureRollout's admin API does. Is the address right?");

    public static CliException Unavailable(string message) => new(ExitCodes.Unavailable, message);

    private static CliException Of(HostAddress host, HttpResponseMessage response, ProblemResource problem)
    {
        var detail = Plain.Text(problem.Detail);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Conflict when problem.Current is not null:
                return Refusals.Conflict(problem.Detail, problem.Current);
            case HttpStatusCode.Conflict:
                return Refusals.NotAllowedByState(problem.Detail, problem.Unmet);
            case HttpStatusCode.Unauthorized:
                return new CliException(ExitCodes.NotAllowed, host.Key is null
                    ? $"{host.Place} asks for a key; put it into {GlobalOptions.KeyVariable}."
                    : $"{host.Place} does not take the key in {GlobalOptions.KeyVariable}. {detail}");
            case HttpStatusCode.Forbidden:
                return new CliException(ExitCodes.NotAllowed, host.Key is null ? detail : $"{detail} The key is the one in {GlobalOptions.KeyVariable}.");
            case HttpStatusCode.TooManyRequests:
                var wait = response.Headers.RetryAfter?.Delta is { } after ? FormattableString.Invariant($" Try again in {after.TotalSeconds:0} s.") : "";
                return new CliException(ExitCodes.NotAllowed, $"{detail}{wait} The key is the one in {GlobalOptions.KeyVariable}.");
            case >= HttpStatusCode.InternalServerError:
                return Unavailable($"{host.Place} could not do it. {Plain.Text(problem.Title)}: {detail}");
            default:
                return new CliException(problem.Field == "archive" ? ExitCodes.Data : ExitCodes.Usage, detail);
        }
    }

    private static ProblemResource? ProblemOf(HttpResponseMessage response, byte[]? body)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || body is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.ProblemResource);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Without what an address may carry that is nobody's business.</summary>
    private static string Elsewhere(HostAddress host, Uri location) =>
        (location.IsAbsoluteUri ? location : new Uri(host.Base, location)).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return Plain.Text(exception.Message);
    }
}
