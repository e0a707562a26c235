using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace FeatureRollout.House.Tests.Architecture;

public sealed class ArchitectureTests(ArchitectureTests.Sources sources) : IClassFixture<ArchitectureTests.Sources>
{
    private const int LongestFile = 400;

    private static readonly string[] Drawers = ["Helpers", "Utils", "Utilities", "Common", "Models", "Misc", "Shared", "Extensions"];

    [Fact]
    public void The_compiler_understands_the_sources_as_read_here()
    {
        Listing.AssertNone(sources.Core.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Each_folder_of_the_core_has_a_row_in_the_architecture_document_and_each_row_a_folder()
    {
        var folders = Repository.Files("src/FeatureRollout", "*.cs").Select(CoreSources.FolderOf).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(folders.Order(StringComparer.Ordinal), FolderTable.Read().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_of_the_core_refers_only_to_folders_that_the_architecture_document_lets_it_know()
    {
        var table = FolderTable.Read();

        var strays = sources.Core.References()
            .Where(reference => !table[reference.From].Contains(reference.To))
            .GroupBy(reference => (reference.From, reference.To, reference.Type, reference.File))
            .Select(group => $"{group.Key.From} -> {group.Key.To}: {group.Key.Type} in {group.Key.File}, line {string.Join(", ", group.Select(one => one.Line).Distinct().Take(3))}")
            .Order(StringComparer.Ordinal);

        Listing.AssertNone(strays);
    }

    [Fact]
    public void The_folders_of_the_core_form_no_circle()
    {
        var left = FolderTable.Read().ToDictionary(row => row.Key, row => row.Value.Where(known => known != row.Key).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        while (left.FirstOrDefault(row => !row.Value.Any(left.ContainsKey)).Key is { } free)
        {
            left.Remove(free);
        }

        Listing.AssertNone(left.Keys);
    }

    [Fact]
    public void What_users_type_is_in_the_root_namespace_and_what_they_cannot_see_in_the_one_of_its_folder()
    {
        var strays = sources.Core.Types
            .Where(type => type.ContainingNamespace.ToDisplayString() != NamespaceOf(type))
            .Select(type => $"{type.Name} in {CoreSources.PathOf(type)} is {type.DeclaredAccessibility} in {type.ContainingNamespace.ToDisplayString()}, not in {NamespaceOf(type)}");

        Listing.AssertNone(strays);
    }

    [Fact]
    public void The_core_carries_no_package_into_the_program_that_uses_it()
    {
        string[] read = ["src/FeatureRollout/FeatureRollout.csproj", "src/Directory.Build.props", "Directory.Build.props"];

        var carried = read
            .SelectMany(path => XDocument.Load(Repository.In(path)).Descendants("PackageReference"))
            .Where(reference => (string?)reference.Attribute("PrivateAssets") != "all")
            .Select(reference => (string?)reference.Attribute("Include"));

        Listing.AssertNone(carried.OfType<string>());
    }

    [Fact]
    public void No_source_file_is_longer_than_somebody_reads()
    {
        var tooLong = Repository.Files("src", "*.cs")
            .Select(path => (Path: path, Lines: File.ReadLines(Repository.In("src", path)).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.Path} has {file.Lines} lines, more than {LongestFile}");

        Listing.AssertNone(tooLong);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_anything()
    {
        var drawers = Repository.Files("src", "*")
            .SelectMany(path => path.Split('/').SkipLast(1))
            .Distinct(StringComparer.Ordinal)
            .Intersect(Drawers, StringComparer.OrdinalIgnoreCase);

        Listing.AssertNone(drawers);
    }

    /// <summary>A nested folder's name is part of the namespace.</summary>
    private static string NamespaceOf(INamedTypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public || !CoreSources.PathOf(type).Contains('/', StringComparison.Ordinal)
            ? "FeatureRollout"
            : "FeatureRollout." + Path.GetDirectoryName(CoreSources.PathOf(type))!.Replace('/', '.');

    public sealed class Sources
    {
        internal CoreSources Core { get; } = new();
    }
}
