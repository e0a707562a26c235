using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Customers;

/// <summary>Previews of whatever backend there is.</summary>
internal sealed class BackendPreview(IBackend backend, string key, Percentage? from, Percentage? to, string? bucketing = null) : IPreviewSource
{
    /// <summary>A host takes no long body.</summary>
    public const int MostOfHost = 1000;

    /// <summary>Before a store each question compiles the flags anew, so they are few.</summary>
    public const int MostOfStore = 20_000;

    public async Task<string> StandingAsync(CancellationToken cancellationToken) =>
        string.Join('\n', (await backend.DoAsync(Readings.Status(), cancellationToken)).Providers.Select(provider => $"{provider.Name}\t{provider.Version}"));

    public Task<PreviewResource> AskAsync(IReadOnlyList<EvaluationContext> customers, CancellationToken cancellationToken) =>
        backend.DoAsync(Readings.Preview(key, from, to, customers, bucketing), cancellationToken);
}
