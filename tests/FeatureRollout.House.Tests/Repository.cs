using System.Reflection;

namespace FeatureRollout.House.Tests;

/// <summary>The working tree that this assembly was built in.</summary>
internal static class Repository
{
    /// <summary>The root's absolute path, without a separator at its end.</summary>
    public static string Root { get; } = Path.TrimEndingDirectorySeparator(Metadata("RepositoryRoot"));

    /// <summary>Debug or Release, whichever this assembly was built in.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The names of the projects under <c>src</c>, which are the packages.</summary>
    public static IEnumerable<string> Packages { get; } =
        [.. Directory.GetDirectories(In("src")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static string In(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The files under a folder that are somebody's work, not a build's, with <c>/</c> in their paths from there.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(In(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(In(folder), path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;
}
