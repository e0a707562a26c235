using FeatureRollout.Rollouts;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>A host within this process on the same file store as the commands.</summary>
internal sealed class FileHost : IAsyncDisposable
{
    private readonly FeatureFlags _flags;
    private readonly RolloutEngine _engine;

    private FileHost(string file)
    {
        Store = new JsonFileRolloutStore(file);
        _flags = new FeatureFlags(new FeatureFlagsOptions { Environment = "production", Providers = { new JsonFileProvider(file), Store } });
        _engine = new RolloutEngine(_flags, Store, new RolloutOptions { MayControl = false });
    }

    public JsonFileRolloutStore Store { get; }

    public IRolloutManager Manager => _engine.Manager;

    public static async Task<FileHost> OpenAsync(CliFolder folder)
    {
        var host = new FileHost(folder.In("flags.json"));
        await host._flags.RefreshAsync(CancellationToken.None);
        return host;
    }

    /// <summary>All values that were reported, as the events have them.</summary>
    public async Task<double[]> ReportedAsync(string key) =>
        [.. (await Manager.ReadEventsAsync(key, 0, 1000)).Select(each => each.Change).OfType<RolloutChange.ValueReported>().Select(change => change.Value)];

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _flags.Dispose();
    }
}
