using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Authoring;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Tests.Authoring;

[Trait("Requirement", "F-25")]
public sealed class NewTests
{
    [Fact]
    public async Task A_file_and_what_to_do_with_it()
    {
        using var folder = new CliFolder();

        var shown = await folder.RunProcessAsync("new", "--flag", "search", "--plan", "canary", "--owner", "team-search", "--customer", "acme", "--customer", "glöbex \"2\"");

        Approved.Check(shown + File.ReadAllText(folder.In("flags.json")));
    }

    [Fact]
    public async Task Without_a_plan_the_percentage_is_set_by_hand()
    {
        using var folder = new CliFolder();

        var shown = await folder.RunAsync("new", "--flag", "search");

        Approved.Check(shown + File.ReadAllText(folder.In("flags.json")));
    }

    [Theory]
    [InlineData("pilot", false)]
    [InlineData("pilot-fast-track", false)]
    [InlineData("canary", false)]
    [InlineData("five-weeks", false)]
    [InlineData("pilot", true)]
    [InlineData("pilot-fast-track", true)]
    [InlineData("canary", true)]
    [InlineData("five-weeks", true)]
    public async Task Every_plan_gives_a_file_that_reads_without_a_warning_and_is_the_plan(string plan, bool copied)
    {
        using var folder = new CliFolder();

        var made = await folder.RunAsync(["new", "--flag", "search", "--owner", "o", "--plan", plan, "--json", .. copied ? ["--copy-plan"] : Array.Empty<string>()]);

        var read = FlagFileReader.Read(File.ReadAllBytes(folder.In("flags.json")), "flags.json");
        Assert.Equal((ExitCodes.Yes, ""), (made.ExitCode, made.Error));
        Assert.Empty(read.PlanWarnings);
        var name = read.Rollouts["search"].Plan;
        Assert.Equal(JsonDocument.Parse(made.Out).RootElement.GetProperty("plan").GetString(), name);
        Assert.Equal(copied ? "search-" + plan : plan, name);
        var stages = (copied ? read.Plans[name] : ShippedPlans.All[name]).Stages;
        Assert.Equal(ShippedPlans.All[plan].Stages.Select(stage => (stage.Name, stage.Steps[^1].Percentage)), stages.Select(stage => (stage.Name, stage.Steps[^1].Percentage)));
    }

    [Fact]
    public void A_copied_plan_is_the_shipped_one_to_the_last_member()
    {
        foreach (var name in ShippedPlans.Names)
        {
            var copy = FlagFileReader.Read(Encoding.UTF8.GetBytes($$"""{ "plans": { "{{name}}": {{ShippedPlanText.Of(name)}} } }"""), "copy");

            Assert.Equal(Stored(ShippedPlans.All[name]), Stored(copy.Plans[name]));
        }
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_unless_forced()
    {
        using var folder = new CliFolder("mine");

        var refused = await folder.RunAsync("new", "--flag", "search");
        var kept = File.ReadAllText(folder.In("flags.json"));
        var forced = await folder.RunAsync("new", "--flag", "search", "--force");

        Assert.Equal((ExitCodes.CannotCreate, "feature-rollout: flags.json is there already; name another file, or overwrite it with --force.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal("mine", kept);
        Assert.Equal(ExitCodes.Yes, forced.ExitCode);
        Assert.Equal(["flags.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("new needs a flag, and nobody can be asked here: add --flag KEY.")]
    [InlineData("No plan that ships is called \"canari\"; canary is.", "--flag", "search", "--plan", "canari")]
    [InlineData("A flag cannot be called \"a b\"; a key has 1 to 128 letters (a-z, A-Z), digits, '.', '_' or '-'.", "--flag", "a b")]
    [InlineData("--copy-plan needs --plan NAME.", "--flag", "search", "--copy-plan")]
    [InlineData("This cannot stand in a flag file.", "--flag", "search", "--customer", "")]
    public async Task What_cannot_be_meant_is_refused_and_writes_nothing(string message, params string[] options)
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync(["new", .. options]);

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.StartsWith($"feature-rollout: {message}", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told()
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync("new", folder.In("missing/flags.json"), "--flag", "search");

        Assert.Equal(ExitCodes.CannotCreate, refused.ExitCode);
    }

    private static string Stored(PlanDefinition plan)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, StoredWriter.Options))
        {
            Providers.Stores.ArchiveReader.Plans.Write(new StoredWriter(json), new Dictionary<string, PlanDefinition>(StringComparer.Ordinal) { ["plan"] = plan });
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
