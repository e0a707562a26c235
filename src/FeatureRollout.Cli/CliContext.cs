using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli;

/// <summary>What every command has at hand.</summary>
internal sealed class CliContext(CliTerminal terminal)
{
    public CliTerminal Terminal => terminal;

    public GlobalOptions Options { get; } = new();

    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(Options.Json);

    /// <summary>Opens what the command line names.</summary>
    public Task<IBackend> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Backends.OpenAsync(Options.Choose(parsed, terminal.Variable), terminal.Time, cancellationToken);

    /// <summary>Prints a document as JSON.</summary>
    public void Print<T>(T document, JsonTypeInfo<T> type) => terminal.Out.WriteLine(JsonSerializer.Serialize(document, type));
}
