using FeatureRollout;

namespace Quickstart;

/// <summary>A client over one of the files beside this program, with what people decide later in a layer of memory over it.</summary>
internal sealed class FlagFile : IDisposable
{
    private readonly MemoryProvider _decided = new();

    private FlagFile(string name) =>
        Flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { new JsonFileProvider(PathOf(name)), _decided } });

    public FeatureFlags Flags { get; }

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    public static async Task<FlagFile> OpenAsync(string name)
    {
        var file = new FlagFile(name);
        await file.RefreshAsync();
        return file;
    }

    public Task SetAsync(string flag, Percentage percentage)
    {
        _decided.SetPercentage(flag, percentage);
        return RefreshAsync();
    }

    /// <summary>Puts a flag at a stage of a plan, as a rollout does.</summary>
    public Task SetAsync(string flag, RolloutStage stage)
    {
        _decided.Update(flags => flags with
        {
            States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { [flag] = new FlagState { Key = flag, Stage = stage } },
        });
        return RefreshAsync();
    }

    public void Dispose() => Flags.Dispose();

    private async Task RefreshAsync()
    {
        await Flags.RefreshAsync();
        if (Flags.Status.Providers.FirstOrDefault(provider => provider.Problems.Count > 0) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Name}: {failed.Problems[0]}");
        }
    }
}
