using System.CommandLine;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Importing;

/// <summary>What <c>import --from</c> takes besides its file.</summary>
internal sealed class ImportOptions
{
    /// <summary>The output of the program.</summary>
    private const string Stream = "-";

    private readonly Option<string?> _from = new("--from") { Description = "Make a flag file of FILE, which is of this tool; the store is left alone.", HelpName = "TOOL" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "With --from: where the flag file goes. Default -, the output.", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "With --from: overwrite a file that is there." };
    private readonly Option<bool> _strict = new("--strict") { Description = "With --from: write nothing where something is not carried." };
    private readonly Option<string?> _customer = new("--customer") { Description = "With --from: the attribute that is the customer's id, where it is not the tool's own.", HelpName = "ATTRIBUTE" };

    public ImportOptions() => _from.CompletionSources.Add(_ => Importers.All.Select(importer => new System.CommandLine.Completions.CompletionItem(importer.Name)));

    /// <summary>Puts them on the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _from, _output, _force, _strict, _customer })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="global">The options of every command.</param>
    /// <param name="archive">Those that are about archives.</param>
    /// <returns>What is wanted; null where the file is an archive.</returns>
    /// <exception cref="CliException">Options of both are named, or there is no such tool.</exception>
    public ImportWish? Read(ParseResult parsed, GlobalOptions global, IEnumerable<Option> archive)
    {
        if (parsed.GetValue(_from) is not { } tool)
        {
            return Named(parsed, [_output, _force, _strict, _customer]) is { } foreign
                ? throw CliException.Usage($"{foreign.Name} goes with --from TOOL, which makes a flag file of another tool's; without, FILE is an archive of export.")
                : null;
        }

        var importer = Importers.All.FirstOrDefault(importer => importer.Name == tool) ?? throw Unknown(tool);
        if (Named(parsed, [.. archive, global.File, global.Url, global.PostgreSql, global.Schema, global.Environment, global.Actor]) is { } other)
        {
            throw CliException.Usage($"{other.Name} is about a store, and import --from touches none: it makes a flag file of FILE. Leave {other.Name} out{(other == global.File ? ", or name the new file with --output" : "")}.");
        }

        var output = parsed.GetValue(_output) ?? Stream;
        return output.Length == 0 ? throw CliException.Usage("--output needs the name of a file, or -.")
            : parsed.GetValue(_customer) is "" ? throw CliException.Usage("--customer needs the name of an attribute.")
            : new ImportWish(importer)
            {
                Output = output == Stream ? null : output, Force = parsed.GetValue(_force), Strict = parsed.GetValue(_strict),
                CustomerAttribute = parsed.GetValue(_customer),
            };
    }

    private static Option? Named(ParseResult parsed, IEnumerable<Option> options) => options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    private static CliException Unknown(string tool)
    {
        var nearest = NearestName.To(tool.ToLowerInvariant(), Importers.All.Select(importer => importer.Name));
        return new CliException(ExitCodes.Usage, $"There is no tool \"{Plain.Text(tool)}\" to import from.{(nearest is null ? "" : $" Do you mean {nearest}?")}", [.. Importers.Shown]);
    }
}

/// <summary>What somebody wants of a foreign file.</summary>
/// <param name="Importer">Reads it.</param>
internal sealed record ImportWish(IImporter Importer)
{
    /// <summary>Where the flag file goes; null for the output of the program.</summary>
    public string? Output { get; init; }

    /// <summary>Whether a file that is there may be overwritten.</summary>
    public bool Force { get; init; }

    /// <summary>Whether nothing is written where something is not carried.</summary>
    public bool Strict { get; init; }

    /// <summary>The attribute that is the customer's id; null for the tool's own.</summary>
    public string? CustomerAttribute { get; init; }
}
