using System.Runtime.CompilerServices;

namespace FeatureRollout.Tests.Flags.Plans;

/// <summary>The flag files under <c>samples/plans</c>.</summary>
internal static class SamplePlans
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../../samples/plans"));

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The text of one.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static string Here([CallerFilePath] string path = "") => path;
}
