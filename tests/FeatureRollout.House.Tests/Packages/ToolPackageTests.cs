using System.IO.Compression;

namespace FeatureRollout.House.Tests.Packages;

/// <summary>The tool as others get it: installed from a folder alone, and run.</summary>
[Collection(Packed.Name)]
[Trait("Requirement", "F-23")]
public sealed class ToolPackageTests(Packed packed)
{
    private const string Tool = "FeatureRollout.Cli";

    [Fact]
    public void The_package_holds_the_program_and_nothing_else()
    {
        using var package = ZipFile.OpenRead(packed.PathOf(Tool));
        var files = package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("tools/", StringComparison.Ordinal)).ToArray();

        Assert.Contains("tools/net10.0/any/DotnetToolSettings.xml", files, StringComparer.Ordinal);
        Assert.All(files, file => Assert.Matches(@"^tools/net10\.0/(any|linux-x64)/[A-Za-z.]+\.(dll|deps\.json|runtimeconfig\.json|xml)$", file));
        Assert.DoesNotContain(files, file => file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("/DotnetToolSettings.xml", StringComparison.Ordinal));
        Assert.All(files.Where(file => file.Contains("/linux-x64/", StringComparison.Ordinal)), file => Assert.Contains(file.Replace("/linux-x64/", "/any/", StringComparison.Ordinal), files, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_installed_tool_tells_its_version_and_works()
    {
        using var folder = new TemporaryFolder();
        folder.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="built" value="{packed.Folder}" /></packageSources></configuration>""");
        await DotnetCommand.RunAsync(folder.Path, "tool", "install", Tool, "--tool-path", folder.In("tools"), "--configfile", folder.In("nuget.config"), "--version", packed.Version, "--no-cache");

        Assert.StartsWith($"feature-rollout {packed.Version}", await RunAsync("--version"), StringComparison.Ordinal);
        await RunAsync("new", "flags.json", "--flag", "search", "--plan", "pilot", "--owner", "web");
        await RunAsync("lint");
        Assert.Contains("search", await RunAsync("status"), StringComparison.Ordinal);
        Assert.Contains("completed", await RunAsync("simulate", "search", "--interval", "1h"), StringComparison.OrdinalIgnoreCase);

        Task<string> RunAsync(params string[] arguments) => DotnetCommand.RunProgramAsync(folder.In("tools", "feature-rollout"), folder.Path, arguments);
    }
}
