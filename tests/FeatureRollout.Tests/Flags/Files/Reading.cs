using System.Text;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Tests.Flags.Files;

/// <summary>What the tests of the file readers ask over and over.</summary>
internal static class Reading
{
    public static FlagSet Read(string json, bool closed = true) => FlagFileReader.Read(Encoding.UTF8.GetBytes(json), "flags.json", closed);

    /// <summary>Reads one flag named <c>a</c> from its members.</summary>
    public static FlagDefinition Flag(string members) => Read($$"""{ "flags": { "a": { {{members}} } } }""").Flags["a"];

    /// <summary>The errors of a file that must be refused, each on its line.</summary>
    public static string[] Errors(string json) => Errors(Encoding.UTF8.GetBytes(json));

    public static string[] Errors(byte[] utf8) =>
        [.. Assert.Throws<FlagFileException>(() => FlagFileReader.Read(utf8, "flags.json")).Errors.Select(error => error.ToString())];
}
