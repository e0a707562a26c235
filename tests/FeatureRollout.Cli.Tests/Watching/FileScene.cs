using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A folder with a flag file, and what another process does with the store beside it.</summary>
internal static class FileScene
{
    public static readonly string Flags = $$"""{ "flags": { "search": { "enabled": true }, "chat": { "enabled": true } }, "plans": { "steady": {{World.Plan}} } }""";

    public static Task StartAsync(CliFolder folder, string flag) => ActAsync(folder, async manager =>
    {
        await manager.CreateRolloutAsync(new RolloutCreation { FeatureName = flag, PlanName = "steady" }, World.Ada);
        await manager.StartRolloutAsync(flag, World.Ada, force: true);
    });

    public static async Task ActAsync(CliFolder folder, Func<IRolloutManager, Task> act)
    {
        var file = folder.In("flags.json");
        var store = new JsonFileRolloutStore(file);
        using var flags = new FeatureFlags(new FeatureFlagsOptions { Environment = "production", Providers = { new JsonFileProvider(file), store } });
        await flags.RefreshAsync();
        await using var engine = new RolloutEngine(flags, store, new RolloutOptions { MayControl = false });
        await act(engine.Manager);
    }
}
