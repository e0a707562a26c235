using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A terminal that is none, and what was written to it.</summary>
internal sealed class Written : IDisposable
{
    private readonly StringWriter _output = new();

    public Written(TimeProvider time, string? unlike = null) => Terminal = new CliTerminal
    {
        Out = TextWriter.Synchronized(_output), Error = TextWriter.Null, In = TextReader.Null, IsScreen = false, CanAsk = false, Time = time, Variable = name => name == unlike ? "" : null,
    };

    public CliTerminal Terminal { get; }

    public string Text => _output.ToString().ReplaceLineEndings("\n");

    public void Dispose() => _output.Dispose();

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
