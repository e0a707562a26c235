using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using FeatureRollout.House.Tests.Readme;

namespace FeatureRollout.House.Tests.Packages;

/// <summary>The packages as others get them: what is in them, and whether a program outside the repository can use them.</summary>
[Collection(Packed.Name)]
public sealed class PackageTests(Packed packed)
{
    private static readonly string[] AbstractionsOfTheHost =
    [
        "Microsoft.Extensions.Caching.Abstractions",
        "Microsoft.Extensions.Caching.Memory",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
    ];

    /// <summary>The package that is run and not referred to: it has no library, and carries what it uses.</summary>
    private const string Tool = "FeatureRollout.Cli";

    /// <summary>The package that compilers load: nothing of it goes into a program.</summary>
    private const string Generator = "FeatureRollout.TypedFlags";

    public static TheoryData<string> Packages => [.. Repository.Packages];

    private static string FolderOf(string package) => package switch
    {
        Tool => "tools/net10.0/any",
        Generator => "analyzers/dotnet/cs",
        _ => "lib/net10.0",
    };

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_tells_who_it_is_and_holds_what_its_user_needs(string package)
    {
        using var archive = ZipFile.OpenRead(packed.PathOf(package));
        var files = archive.Entries.Select(entry => entry.FullName).ToArray();
        var metadata = Metadata(archive, package);

        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.NotEqual("Package Description", Value(metadata, "description"), StringComparer.Ordinal);
        Assert.Contains("README.md", files, StringComparer.Ordinal);
        Assert.True(package is Tool or Generator || files.Contains($"lib/net10.0/{package}.xml", StringComparer.Ordinal), "No documentation for editors.");
        Assert.True(archive.GetEntry("README.md")!.Length > 200, "The README of the package says nothing.");
        Assert.True(HoldsSymbols(archive.GetEntry($"{FolderOf(package)}/{package}.dll")!), "No symbols are embedded.");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_depends_on_nothing_but_ours_the_abstractions_of_the_host_and_its_one_driver(string package)
    {
        using var archive = ZipFile.OpenRead(packed.PathOf(package));
        var dependencies = Metadata(archive, package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (string)element.Attribute("id")!);

        string[] allowed = package switch
        {
            "FeatureRollout" or Tool or Generator => [],
            "FeatureRollout.Hosting" => ["FeatureRollout", .. AbstractionsOfTheHost],
            "FeatureRollout.AspNetCore" => ["FeatureRollout.Hosting", .. AbstractionsOfTheHost],
            "FeatureRollout.FeatureManagement" => ["FeatureRollout.Hosting", "Microsoft.FeatureManagement", .. AbstractionsOfTheHost],
            "FeatureRollout.PostgreSql" => ["FeatureRollout.Hosting", "Npgsql", .. AbstractionsOfTheHost],
            _ => ["FeatureRollout"],
        };
        Assert.All(dependencies, id => Assert.Contains(id, allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void The_tool_is_one_by_the_name_that_all_documents_use()
    {
        using var archive = ZipFile.OpenRead(packed.PathOf(Tool));
        using var settings = archive.GetEntry($"{FolderOf(Tool)}/DotnetToolSettings.xml")!.Open();

        Assert.Equal("feature-rollout", (string?)XDocument.Load(settings).Descendants("Command").Single().Attribute("Name"));
        Assert.Equal("DotnetTool", (string?)Metadata(archive, Tool).Descendants().Single(element => element.Name.LocalName == "packageType").Attribute("name"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task A_package_names_the_commit_that_it_was_made_from(string package)
    {
        if (!Path.Exists(Repository.In(".git")))
        {
            return;
        }

        var head = (await DotnetCommand.RunProgramAsync("git", Repository.Root, "rev-parse", "HEAD")).Trim();
        using var archive = ZipFile.OpenRead(packed.PathOf(package));

        Assert.Equal(head, (string?)Metadata(archive, package).Elements().Single(element => element.Name.LocalName == "repository").Attribute("commit"));
    }

    [Fact]
    public async Task A_new_program_with_the_core_package_prints_what_the_README_says()
    {
        var output = await RunOutsideAsync("FeatureRollout", MarkdownBlocks.Read("README.md").First(block => block.Language == "csharp").Text);

        Assert.StartsWith("True\nFalse\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("e-commerce", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_program_with_the_hosting_package_takes_the_new_path_that_the_README_shows()
    {
        var text = MarkdownBlocks.Read("README.md").Where(block => block.Language == "csharp").ElementAt(1).Text;

        var output = await RunOutsideAsync("FeatureRollout.Hosting", text, "Microsoft.Extensions.Hosting");

        Assert.Contains("new path", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-29")]
    public async Task A_new_program_with_typed_flags_runs_and_one_with_a_misspelt_flag_does_not_compile()
    {
        var program = MarkdownBlocks.Read("src/FeatureRollout.TypedFlags/README.md").First(block => block.Language == "csharp").Text;
        using var folder = new TemporaryFolder();
        await PrepareAsync(folder, "FeatureRollout", program, Generator);

        var output = await BuildAndRunAsync(folder);
        folder.Write("Program.cs", program.Replace("(Flags.SentimentAnalysis", "(Flags.SentimentAnalysys", StringComparison.Ordinal));
        var refused = await Record.ExceptionAsync(() => BuildAndRunAsync(folder));

        Assert.Equal("True\nsentiment_analysis\n", output);
        Assert.False(Path.Exists(folder.In("out", Generator + ".dll")), "The generator goes with the program.");
        Assert.Contains("error CS0117: 'Flags' does not contain a definition for 'SentimentAnalysys'", refused?.Message, StringComparison.Ordinal);
    }

    private async Task<string> RunOutsideAsync(string package, string program, params string[] others)
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(folder, package, program, others);
        return await BuildAndRunAsync(folder);
    }

    private async Task PrepareAsync(TemporaryFolder folder, string package, string program, params string[] others)
    {
        var versions = XDocument.Load(Repository.In("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(version => (string)version.Attribute("Include")!, version => (string)version.Attribute("Version")!, StringComparer.Ordinal);
        var references = others.Select(name => (Name: name, Version: versions.GetValueOrDefault(name, packed.Version))).Prepend((Name: package, packed.Version))
            .Select(reference => new XElement("PackageReference", new XAttribute("Include", reference.Name), new XAttribute("Version", reference.Version)));
        folder.Write("Outside.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}<AdditionalFiles Include="flags.json" /></ItemGroup>
            </Project>
            """);
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="built" value="{packed.Folder}" /></packageSources>
            </configuration>
            """);
        folder.Write("Program.cs", program);
        folder.Write("flags.json", """{ "flags": { "sentiment_analysis": { "percentage": 100 } } }""");
        await DotnetCommand.RunAsync(folder.Path, "restore", "--packages", folder.In("packages"));
    }

    private static async Task<string> BuildAndRunAsync(TemporaryFolder folder)
    {
        await DotnetCommand.RunAsync(folder.Path, "build", "--no-restore", "--nologo", "-v", "quiet", "-o", folder.In("out"));
        return await DotnetCommand.RunAsync(folder.Path, folder.In("out", "Outside.dll"));
    }

    private static XElement Metadata(ZipArchive archive, string package)
    {
        using var nuspec = archive.GetEntry(package + ".nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    private static bool HoldsSymbols(ZipArchiveEntry assembly)
    {
        using var bytes = new MemoryStream();
        using (var stream = assembly.Open())
        {
            stream.CopyTo(bytes);
        }

        bytes.Position = 0;
        using var image = new PEReader(bytes);
        return image.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
    }
}
