using System.Text;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing;

/// <summary>A file of another tool, JSON or YAML.</summary>
internal static class ForeignFile
{
    /// <summary>Reads it: as what its name says, else as what its content looks like.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="name">Its name, for errors too.</param>
    /// <exception cref="FeatureRollout.Cli.Terminal.CliException">It cannot be read; the place is named.</exception>
    public static SourceNode Read(ReadOnlySpan<byte> utf8, string name)
    {
        var text = (utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8).TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? throw SourceText.Error(name, 1, 1, "the file is empty") : Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => YamlSource.Read(utf8, name),
            ".json" or ".jsonc" or ".json5" => JsonSource.Read(utf8, name),
            _ => LooksLikeJson(text) ? JsonSource.Read(utf8, name) : YamlSource.Read(utf8, name),
        };
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> text) => text is [(byte)'{' or (byte)'[', ..] or [(byte)'/', (byte)'/' or (byte)'*', ..];
}
