using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>Terminals that are none.</summary>
internal static class TestTerminal
{
    /// <summary>One that hears and says nothing.</summary>
    public static CliTerminal Deaf() => To(TextWriter.Null);

    /// <summary>One whose error stream is kept.</summary>
    public static CliTerminal To(TextWriter error, IReadOnlyDictionary<string, string>? variables = null) => new()
    {
        Out = TextWriter.Null, Error = error, In = TextReader.Null, IsScreen = false, CanAsk = false, Variable = name => variables?.GetValueOrDefault(name),
    };
}
