using System.Text;
using FeatureRollout.Cli.Terminal;
using YamlDotNet.Core;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>Reads one document of YAML (core schema) into nodes that know their places.</summary>
internal static class YamlSource
{
    private const int LongestReason = 200;

    /// <summary>Reads a whole text; an empty one is null.</summary>
    /// <param name="utf8">The text; a byte order mark is passed over.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="CliException">It is no YAML, or has more than one document, or anchors that run in circles; the place is named.</exception>
    public static SourceNode Read(ReadOnlySpan<byte> utf8, string name)
    {
        var text = Encoding.UTF8.GetString(SourceText.Utf8(utf8, name));
        var scanner = new Scanner(new StringReader(text));
        try
        {
            return new YamlReading(new Parser(scanner), name).ReadDocument();
        }
        catch (YamlException syntax)
        {
            var reason = syntax.Message.TrimEnd('.');
            throw SourceText.Error(name, syntax.Start.Line, syntax.Start.Column, $"this is no YAML: {Plain.Text(reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason)}");
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            // The scanner has no words for some of what it cannot read, such as a lone & within a flow map.
            throw SourceText.Error(name, scanner.CurrentPosition.Line, scanner.CurrentPosition.Column, "this is no YAML");
        }
    }
}
