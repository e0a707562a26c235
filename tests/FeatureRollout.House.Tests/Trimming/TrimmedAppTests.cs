using System.Runtime.InteropServices;

namespace FeatureRollout.House.Tests.Trimming;

public sealed class TrimmedAppTests
{
    [Fact]
    [Trait("Requirement", "F-28")]
    public async Task A_program_published_trimmed_and_self_contained_runs_without_one_warning()
    {
        using var folder = new TemporaryFolder();

        // A build of its own: the trimmer's packages must not change what the solution restored. The analyzers ran there already.
        var published = await DotnetCommand.RunAsync(
            Repository.In("tests", "TrimmedApp"),
            "publish", "-c", "Release", "--nologo", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained",
            "--artifacts-path", folder.In("build"), "-o", folder.In("app"),
            "-p:PublishTrimmed=true", "-p:TrimMode=full", "-p:TrimmerSingleWarn=false", "-p:ILLinkTreatWarningsAsErrors=true", "-p:RunAnalyzers=false");
        var printed = await DotnetCommand.RunProgramAsync(folder.In("app", "TrimmedApp"), folder.Path);

        Assert.DoesNotContain("warning", published, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["ok evaluation", "ok conditions", "ok variants", "ok draws of other tools", "ok file", "ok reload", "ok metrics", "ok rollout", "ok simulation", "ok hosting", "ok done"],
            printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("ok ", StringComparison.Ordinal)),
            StringComparer.Ordinal);
    }
}
