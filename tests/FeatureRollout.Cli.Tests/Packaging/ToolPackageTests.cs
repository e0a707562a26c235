using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Packaging;

/// <summary>The tool as others get it: packed, installed from a folder alone, and run.</summary>
[Trait("Requirement", "F-23")]
public sealed class ToolPackageTests(ToolPackageTests.Installed tool) : IClassFixture<ToolPackageTests.Installed>
{
    [Fact]
    public void The_package_holds_the_program_and_nothing_else()
    {
        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(tool.Packages)));
        var files = package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("tools/", StringComparison.Ordinal)).ToArray();

        Assert.Contains("tools/net10.0/any/DotnetToolSettings.xml", files, StringComparer.Ordinal);
        Assert.Contains(package.Entries, entry => entry.FullName == "README.md");
        Assert.All(files, file => Assert.Matches(@"^tools/net10\.0/(any|linux-x64)/[A-Za-z.]+\.(dll|deps\.json|runtimeconfig\.json|xml)$", file));
        Assert.DoesNotContain(files, file => file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("/DotnetToolSettings.xml", StringComparison.Ordinal));
        Assert.All(files.Where(file => file.Contains("/linux-x64/", StringComparison.Ordinal)), file => Assert.Contains(file.Replace("/linux-x64/", "/any/", StringComparison.Ordinal), files, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_installed_tool_tells_its_version_and_operates_a_file()
    {
        var version = await tool.RunAsync("--version");
        var status = await tool.RunAsync("status");

        Assert.StartsWith("feature-rollout 0.1.0", version.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        Assert.Contains("search", status.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installed_tool_writes_a_file_and_finds_what_is_stale()
    {
        var made = await tool.RunAsync("new", "other.json", "--flag", "chat", "--plan", "pilot");
        var stale = await tool.RunAsync("stale", "-f", "other.json");

        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.Equal((1, ""), (stale.ExitCode, stale.Error));
    }

    /// <summary>The tool, packed from what the build left and installed once.</summary>
    public sealed class Installed : IAsyncLifetime, IDisposable
    {
        private readonly CliFolder _folder = new("""{ "flags": { "search": { "percentage": 25 } } }""");

        public string Packages => _folder.In("packages");

        public async Task InitializeAsync()
        {
            var metadata = typeof(ToolPackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(each => each.Key, each => each.Value!, StringComparer.Ordinal);
            await MustAsync("dotnet", "pack", Path.Combine(metadata["RepositoryRoot"], "src", "FeatureRollout.Cli"), "--no-build", "--nologo", "-c", metadata["Configuration"], "-o", Packages, $"-p:PublishDir={_folder.In("publish")}/");
            _folder.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="built" value="{Packages}" /></packageSources></configuration>""");
            await MustAsync("dotnet", "tool", "install", "FeatureRollout.Cli", "--tool-path", _folder.In("tools"), "--configfile", _folder.In("nuget.config"), "--version", "0.1.0", "--no-cache");
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();

        internal Task<CliResult> RunAsync(params string[] arguments) => RunAsync(_folder.In("tools/feature-rollout"), arguments);

        private async Task MustAsync(string program, params string[] arguments)
        {
            var result = await RunAsync(program, arguments);
            Assert.True(result.ExitCode == 0, result.ToString());
        }

        private async Task<CliResult> RunAsync(string program, string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return new CliResult(process.ExitCode, await output, await error);
        }
    }
}
