using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>What can be asked.</summary>
internal static class Readings
{
    /// <summary>All flags.</summary>
    public static Operation<FlagsResource> Flags() => Get("flags/{environment}", CliJson.Default.FlagsResource, async (local, cancellationToken) =>
        new FlagsResource(local.Manager.Environment, [.. (await local.Manager.ListFlagsAsync(cancellationToken)).Select(FlagSummaryResource.Of)]));

    /// <summary>One flag.</summary>
    public static Operation<FlagResource> Flag(string key) => Get($"flags/{{environment}}/{Uri.EscapeDataString(key)}", CliJson.Default.FlagResource, async (local, cancellationToken) =>
        FlagResource.Of(await local.Manager.GetFlagAsync(key, cancellationToken) ?? throw CliException.Usage($"There is no flag called \"{Plain.Text(key)}\".")));

    private static Operation<T> Get<T>(string path, JsonTypeInfo<T> answer, Func<LocalCall, CancellationToken, Task<T>> locally) => new(HttpMethod.Get, path, answer, locally);
}
