using System.Globalization;
using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>What a stream tells.</summary>
/// <param name="Version">The version that is served now.</param>
/// <param name="Flags">The flags of the newest change; where a version is passed over, others may have changed as well.</param>
internal sealed record StreamedChange(long Version, IReadOnlyList<string> Flags)
{
    /// <summary>So many streams at a time in one application.</summary>
    public const int Most = 200;

    /// <summary>A stream ends then, and whoever comes back is asked anew who it is: a right that was taken away does not last as long as a connection does.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const string RetryAfterSeconds = "30";

    /// <summary>Serves a stream: at first, and after each change, an event with the version as its id.</summary>
    /// <exception cref="AdminProblemException">There are too many.</exception>
    public static async Task ServeAsync(AdminCall call)
    {
        var flags = call.Parts.Flags;
        if (!await call.Parts.Streams.TryServeAsync(
            call.Context,
            () => EventOf("version", new StreamedChange(flags.Status.Version, [])),
            change => EventOf("change", new StreamedChange(change.Version, change.Flags)),
            Longest).ConfigureAwait(false))
        {
            call.Context.Response.Headers.RetryAfter = RetryAfterSeconds;
            throw new AdminProblemException(new ProblemResource
            {
                Status = StatusCodes.Status503ServiceUnavailable, Title = "Too many streams", Detail = string.Create(CultureInfo.InvariantCulture, $"{Most} streams are open already, and there are no more."),
            });
        }
    }

    private static string EventOf(string name, StreamedChange change) => string.Create(
        CultureInfo.InvariantCulture, $"event: {name}\nid: {change.Version}\ndata: {JsonSerializer.Serialize(change, AdminJson.Default.StreamedChange)}\n\n");
}
