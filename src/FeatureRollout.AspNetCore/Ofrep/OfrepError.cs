using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Ofrep;

/// <summary>Why there is no answer, in the protocol's words.</summary>
/// <param name="Status">The response's status where it is about the whole request.</param>
/// <param name="Code">One of OpenFeature's error codes.</param>
/// <param name="Details">One sentence for the caller, without internals and without anything of the context.</param>
internal sealed record OfrepError(int Status, string Code, string Details)
{
    private const string General = "GENERAL";
    private const string InvalidContext = "INVALID_CONTEXT";

    public static readonly OfrepError UnknownFlag = new(StatusCodes.Status404NotFound, "FLAG_NOT_FOUND", "There is no such flag.");

    public static readonly OfrepError Internal = new(StatusCodes.Status500InternalServerError, General, "The request failed; the host's log says why.");

    public static OfrepError NotJson(string details) => new(StatusCodes.Status400BadRequest, "PARSE_ERROR", details);

    public static OfrepError BadContext(string details) => new(StatusCodes.Status400BadRequest, InvalidContext, details);

    public static OfrepError TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, InvalidContext, FormattableString.Invariant($"The body is longer than {limit} bytes."));

    public static OfrepError Refused(int status, string reason) => new(status, General, reason);

    /// <summary>The answer hangs on a member of the context that is not there.</summary>
    public static OfrepError Missing(string member) => member == OfrepContext.TargetingKey
        ? new(StatusCodes.Status400BadRequest, "TARGETING_KEY_MISSING", "The answer hangs on who asks, and the context has no targetingKey.")
        : BadContext($"The answer hangs on \"{member}\", which the context does not have as text or number.");

    /// <summary>Writes it as the answer for one flag; without a key as the one for all.</summary>
    public void Write(Utf8JsonWriter writer, string? key)
    {
        writer.WriteStartObject();
        if (key is not null)
        {
            writer.WriteString("key", key);
        }

        writer.WriteString("errorCode", Code);
        writer.WriteString("errorDetails", Details);
        writer.WriteEndObject();
    }
}
