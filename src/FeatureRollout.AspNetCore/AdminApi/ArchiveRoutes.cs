using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AdminApi;

/// <summary>Everything of the environment at once.</summary>
internal static partial class ArchiveRoutes
{
    private const string Lines = "application/x-ndjson";
    private const int Buffered = 64 << 10;

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "v2/archive/{environment}", "ExportArchive", FeatureRolloutRole.Administer, "Definitions, states, rollouts and events of the environment in one file. It names customers.", ExportAsync)
        {
            Response = typeof(string), ResponseType = Lines, Parameters = Parameters.Of,
        },
        new("POST", "v2/archive/{environment}", "ImportArchive", FeatureRolloutRole.Administer, "Puts states, rollouts and events of an archive back, all or nothing; definitions in it are left alone.", ImportAsync)
        {
            Request = typeof(string), RequestType = Lines, Response = typeof(RestoredResource), Parameters = Parameters.Archive, Writes = true,
        },
    ];

    private static async Task ExportAsync(AdminCall call)
    {
        // What cannot be read at all is told before the answer has begun.
        _ = await call.Parts.Store.ListAsync(call.Manager.Environment, call.Aborted).ConfigureAwait(false);
        call.Context.Response.ContentType = Lines;
        call.Context.Response.Headers.ContentDisposition = $"attachment; filename=\"{call.Manager.Environment}.archive.jsonl\"";
        var output = new BufferedStream(call.Context.Response.Body, Buffered);
        await RolloutArchive.WriteAsync(output, call.Parts.Store, call.Manager.Environment, call.Parts.Flags.Definitions, call.Aborted).ConfigureAwait(false);
        await output.FlushAsync(call.Aborted).ConfigureAwait(false);
    }

    private static async Task ImportAsync(AdminCall call)
    {
        if (call.IsConditional)
        {
            throw AdminProblemException.BadRequest("If-Match is for one flag, and an archive is of all.", "If-Match");
        }

        var replace = QueryValues.Truth(call.Context.Request, "replace");
        var content = await ReadAsync(call).ConfigureAwait(false);
        await RolloutArchive.RestoreOrRefuseAsync(content, call.Parts.Store, call.Manager.Environment, replace, CancellationToken.None).ConfigureAwait(false);
        LogRestored(call.Parts.Logger, call.Caller.Name, call.Caller.Kind.ToString(), call.Manager.Environment, content.Documents.Count, content.Events.Count, content.Environment, content.ExportedAt);
        await call.Parts.Flags.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        await call.AnswerAsync(RestoredResource.Of(content, call.Manager.Environment), AdminJson.Default.RestoredResource).ConfigureAwait(false);
    }

    private static async Task<RolloutArchiveContent> ReadAsync(AdminCall call)
    {
        using var body = new MemoryStream(await RequestBody.ReadAsync(call.Context, call.Parts.MaxArchiveBytes).ConfigureAwait(false));
        try
        {
            return await RolloutArchive.ReadAsync(body, "archive", call.Aborted).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw AdminProblemException.BadRequest(exception.Message, "archive");
        }
    }

    /// <summary>A restore puts events back as they were and adds none: this is the only trace of it.</summary>
    [LoggerMessage(2, LogLevel.Warning, "{Caller} ({Kind}) restored the environment {Environment}: {Documents} documents and {Events} events of an archive of {From} of {ExportedAt}.")]
    private static partial void LogRestored(ILogger logger, string caller, string kind, string environment, int documents, int events, string from, DateTimeOffset exportedAt);
}
