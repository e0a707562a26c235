using System.CommandLine;

namespace FeatureRollout.Cli.Help;

/// <summary>One example for each command; tests parse all of them.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["status"] = "status search",
        ["pause"] = "pause search --reason \"a release is under way\"",
    };

    /// <summary>The way that the help of the program starts with.</summary>
    public static IReadOnlyList<(string Line, string Text)> FirstWay { get; } =
    [
    ];

    /// <summary>An example as one types it; null for a command without.</summary>
    public static string? Of(Command command) => Lines.TryGetValue(HelpPage.PathOf(command)[(Tool.Name.Length + 1)..], out var line) ? $"{Tool.Name} {line}" : null;
}
