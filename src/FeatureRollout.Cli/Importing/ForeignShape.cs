using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Importing;

/// <summary>Which tool a file is of, by what stands in it.</summary>
internal static class ForeignShape
{
    /// <summary>By the tool's name: what its files begin with, and whether a file looks like one.</summary>
    private static readonly (string Tool, string[] Begins, Func<SourceNode, bool> Is)[] Shapes =
    [
        ("microsoft", ["FeatureManagement", "feature_management"], root => root.Members.Any(member => member.Name.Split(':')[0].ToUpperInvariant() is "FEATUREMANAGEMENT" or "FEATURE_MANAGEMENT")),
        ("unleash", ["features"], root => root["features"] is { Kind: SourceKind.List }),
        ("growthbook", ["features"], root => Any(root["features"] ?? root, "defaultValue") || root["encryptedFeatures"] is not null),
        ("flipper", ["features"], root => Any(root["features"], "boolean", "actors", "groups", "percentage_of_actors", "percentage_of_time")),
        ("launchdarkly", ["flags", "flagValues", "segments"], root => Any(root["flags"], "variations", "fallthrough") || root["flagValues"] is not null),
        ("flagd", ["flags"], root => Any(root["flags"], "variants", "defaultVariant") && Any(root["flags"], "state", "defaultVariant", "targeting")),
        ("go-feature-flag", [], root => Any(root, "variations", "defaultRule")),
    ];

    /// <summary>The tools whose file it looks like; none where it looks like nothing known.</summary>
    public static IEnumerable<string> Of(SourceNode root) => Shapes.Where(shape => shape.Is(root)).Select(shape => shape.Tool);

    /// <summary>The tool whose file it looks like; null for none.</summary>
    public static string? ToolOf(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            return Of(ForeignFile.Read(utf8, name)).FirstOrDefault();
        }
        catch (CliException)
        {
            return null;
        }
    }

    /// <summary>Refuses a file that looks like another tool's, and not like one of this.</summary>
    /// <exception cref="CliException">It does.</exception>
    public static void ThrowIfOfAnother(IImporter importer, SourceNode root, string name)
    {
        var tools = Of(root).ToArray();
        if (tools is [var tool, ..] && !tools.Contains(importer.Name, StringComparer.Ordinal))
        {
            throw SourceText.Error(name, root.Line, root.Column, $"this is no file of {importer.Tool}; it looks like a file of {tool}: try --from {tool}");
        }
    }

    /// <summary>What an importer said of a file that is none of its tool's, with the place, and the name that may have been meant.</summary>
    public static CliException Refused(IImporter importer, SourceNode root, string name, CliException why)
    {
        var begins = Array.Find(Shapes, shape => shape.Tool == importer.Name).Begins ?? [];
        var (near, at) = root.Members.Where(member => !begins.Contains(member.Name, StringComparer.Ordinal))
            .Select(member => (Name: NearestName.To(member.Name, begins), member.Value)).FirstOrDefault(each => each.Name is not null);
        return new CliException(
            why.ExitCode, $"{SourceText.Place(name, (at ?? root).Line, (at ?? root).Column)}: {why.Message}{(near is null ? "" : $" Do you mean \"{near}\"?")}", why.Details);
    }

    /// <summary>Whether a member of a map, or an item of a list, is a map with any of these.</summary>
    private static bool Any(SourceNode? node, params string[] members) =>
        node is not null && node.Members.Select(member => member.Value).Concat(node.Items).Any(each => each.Members.Any(member => members.Contains(member.Name, StringComparer.Ordinal)));
}
