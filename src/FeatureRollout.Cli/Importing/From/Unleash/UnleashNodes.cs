using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>How values are read that Unleash writes now as text, now as themselves.</summary>
internal static class UnleashNodes
{
    /// <summary>A text, number or truth value as it is written; null for anything else.</summary>
    public static string? TextOf(this SourceNode node, string member) =>
        node[member] is { Kind: SourceKind.Text or SourceKind.Number or SourceKind.Boolean } value ? value.Text : null;

    /// <summary>The texts of a list, without what is none.</summary>
    public static IReadOnlyList<string> TextsOf(this SourceNode node, string member) =>
        [.. node.ItemsOf(member).Where(item => item.Kind is SourceKind.Text or SourceKind.Number or SourceKind.Boolean).Select(item => item.Text)];

    /// <summary>The entries of a list in one text, as the parameters of strategies have them.</summary>
    public static IReadOnlyList<string> SplitOf(this SourceNode node, string member) =>
        (node.TextOf(member) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A number as Unleash's clients read it from text: nothing is 0; null where it is none.</summary>
    public static double? Number(string? text) =>
        text is null ? null
        : string.IsNullOrWhiteSpace(text) ? 0
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : null;
}
