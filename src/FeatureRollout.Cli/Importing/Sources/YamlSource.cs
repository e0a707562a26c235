namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>Reads one document of YAML (core schema) into nodes that know their places.</summary>
internal static class YamlSource
{
    /// <summary>Reads a whole text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="FeatureRollout.Cli.Terminal.CliException">It is no YAML, or has more than one document, or anchors that run in circles; the place is named.</exception>
    public static SourceNode Read(ReadOnlySpan<byte> utf8, string name) => throw new NotSupportedException();
}
