namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>Paths to values, such as <c>$.flags["my flag"].rules[0]</c>.</summary>
internal static class SourcePath
{
    /// <summary>The path of a member.</summary>
    public static string Member(string path, string name) =>
        name.Length > 0 && name.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '_' or '-')
            ? $"{path}.{name}"
            : $"{path}[\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]";
}
