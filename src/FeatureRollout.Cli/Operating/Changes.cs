using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Operating;

/// <summary>What can be done. Each is one audited step of the manager, or refused.</summary>
internal static class Changes
{
    /// <summary>Stays in the stage until resumed; triggers still fire.</summary>
    public static Operation<Done> Pause(string key, string? reason) =>
        OfRollout(key, "pause", new ReasonRequest { Reason = reason }, CliJson.Default.ReasonRequest, reason, (local, cancellationToken) => local.Manager.PauseRolloutAsync(key, local.Actor, cancellationToken));

    private static Operation<Done> OfRollout<T>(string key, string action, T body, JsonTypeInfo<T> type, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        Post($"rollouts/{{environment}}/{Uri.EscapeDataString(key)}/{action}", body, type, reason, locally);

    private static Operation<Done> Post<T>(string path, T body, JsonTypeInfo<T> type, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        new(HttpMethod.Post, path, Answer: null, async (local, cancellationToken) =>
        {
            await locally(local, cancellationToken);
            return default;
        })
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, type),
            Reason = reason,
        };
}
