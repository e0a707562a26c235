using System.Xml.Linq;

namespace FeatureRollout.House.Tests.Packages;

/// <summary>The packages, made once from what the build left.</summary>
public sealed class Packed : IAsyncLifetime, IDisposable
{
    /// <summary>The collection of tests that share them.</summary>
    public const string Name = "packages";

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>The version that all of them have.</summary>
    public string Version { get; } = XDocument.Load(Repository.In("src", "Directory.Build.props")).Descendants("Version").Single().Value;

    public string PathOf(string package) => _folder.In($"{package}.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        foreach (var package in Repository.Packages)
        {
            await DotnetCommand.RunAsync(Repository.In("src", package), "pack", "--no-build", "--nologo", "-c", Repository.Configuration, "-o", Folder);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}

/// <summary>Packs once for all tests that look at packages: packing writes beside what the build left.</summary>
[CollectionDefinition(Packed.Name)]
public sealed class SharedPackages : ICollectionFixture<Packed>;
