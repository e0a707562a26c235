using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>Why a request is refused; becomes the answer.</summary>
internal sealed class AdminProblemException(ProblemResource problem) : Exception(problem.Detail)
{
    /// <summary>The answer.</summary>
    public ProblemResource Problem { get; } = problem;

    /// <summary>What was sent cannot be meant.</summary>
    public static AdminProblemException BadRequest(string detail, string? field = null) =>
        new(new ProblemResource { Status = StatusCodes.Status400BadRequest, Title = "The request is not understood", Detail = detail, Field = field });

    /// <summary>The path leads to nothing.</summary>
    public static AdminProblemException NotFound(string detail) =>
        new(new ProblemResource { Status = StatusCodes.Status404NotFound, Title = "There is no such thing here", Detail = detail });

    /// <summary>The caller's role does not include it.</summary>
    public static AdminProblemException Forbidden(string detail) =>
        new(new ProblemResource { Status = StatusCodes.Status403Forbidden, Title = "Not allowed", Detail = detail });

    /// <summary>The body is too long.</summary>
    public static AdminProblemException TooLarge(int most) =>
        new(new ProblemResource { Status = StatusCodes.Status413PayloadTooLarge, Title = "The body is too long", Detail = FormattableString.Invariant($"A body has at most {most} bytes.") });

    /// <summary>The body is in a form that is not read.</summary>
    public static AdminProblemException UnsupportedMedia(string detail) =>
        new(new ProblemResource { Status = StatusCodes.Status415UnsupportedMediaType, Title = "The body is in a form that is not read", Detail = detail });
}
