namespace FeatureRollout.Tests.Evaluation;

/// <summary>A running rollout reads the copy of the definition that it was created with.</summary>
public sealed class PinnedDefinitionTests
{
    private static readonly FlagDefinition Copy = new()
    {
        Key = "search",
        Salt = "then",
        Include = Audience.Of("thompson"),
    };

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task An_edit_of_the_file_waits_and_the_copy_answers()
    {
        using var flags = await ServeAsync("""{ "flags": { "search": { "salt": "now", "include": ["techsupport"] } } }""");

        Assert.True(flags.IsEnabled("search", "thompson"));
        Assert.False(flags.IsEnabled("search", "techsupport"));
        Assert.Equal("then", flags.GetDefinition("search")?.Salt);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task A_kill_in_the_file_counts_at_once()
    {
        using var flags = await ServeAsync("""{ "flags": { "search": { "enabled": false } } }""");

        Assert.Equal(FlagReason.Killed, flags.Evaluate("search", "thompson").Reason);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task An_exclusion_in_the_file_counts_at_once()
    {
        using var flags = await ServeAsync("""{ "flags": { "search": { "exclude": ["thompson"] } } }""");

        Assert.Equal(FlagReason.Excluded, flags.Evaluate("search", "thompson").Reason);
    }

    [Fact]
    public async Task A_flag_may_live_wholly_in_the_store()
    {
        using var flags = await ServeAsync("""{ "flags": { } }""");

        Assert.True(flags.IsEnabled("search", "thompson"));
        Assert.Contains("the rollout's copy", flags.Explain("search", "thompson").ToString(), StringComparison.Ordinal);
    }

    private static async Task<FeatureFlags> ServeAsync(string file)
    {
        var written = FeatureRollout.Flags.Files.FlagFileReader.Read(System.Text.Encoding.UTF8.GetBytes(file), "flags.json");
        var state = new FlagState
        {
            Key = "search",
            Definition = Copy,
            Stage = new RolloutStage { Name = "beta", Active = true, Percentage = Percentage.Zero },
        };
        var options = new FeatureFlagsOptions();
        options.Providers.Add(new MemoryProvider(written, name: "file"));
        options.Providers.Add(new MemoryProvider(
            new FlagSet { States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { ["search"] = state } }, name: "store"));
        var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        return flags;
    }
}
