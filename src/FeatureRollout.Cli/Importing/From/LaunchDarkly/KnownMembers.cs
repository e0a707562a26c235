using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>What LaunchDarkly writes, and what of it changes no answer.</summary>
internal static class KnownMembers
{
    /// <summary>Passed over wherever it stands: versions, who may read a flag, and what is sent about answers.</summary>
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "version", "generation", "trackEvents", "trackEventsFallthrough", "debugEventsUntilDate", "samplingRatio", "excludeFromSummaries", "migration",
        "clientSide", "clientSideAvailability", "untracked", "id", "sel", "ref", "name", "description", "tags",
    };

    /// <summary>Notes members that are neither read here nor known to change no answer.</summary>
    public static void NoteOthers(Import import, SourceNode node, params string[] read) =>
        import.LoseOthers(node.Members.Where(member => !Silent.Contains(member.Name)), read);

    /// <summary>The text of a member; null where it is not there or no text.</summary>
    public static string? TextOf(this SourceNode node, string name) => node[name] is { Kind: SourceKind.Text } text ? text.Text : null;

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> Texts(this SourceNode node, string name) =>
        node.ItemsOf(name).Where(item => item.Kind == SourceKind.Text).Select(item => item.Text);

    /// <summary>A whole number; null where it is not there or none.</summary>
    public static int? Whole(this SourceNode node, string name) =>
        node[name] is { Kind: SourceKind.Number } number && int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
