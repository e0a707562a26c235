using System.Text.Json;
using FeatureRollout.Cli.Archive;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing;

/// <summary><c>import --from TOOL FILE</c>: a flag file of another tool's, and every line that is not carried.</summary>
internal static class ForeignImport
{
    private const string InputName = "stdin";

    /// <summary>Runs it.</summary>
    /// <param name="path">The foreign file; <c>-</c> is the input.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="isJson">Whether to print a document.</param>
    /// <param name="context">What commands have at hand.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string path, ImportWish wish, bool isJson, CliContext context, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        if (wish is { Output: { } there, Force: false } && Path.Exists(there))
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(there)} is there already; name another file, or overwrite it with --force.");
        }

        using var output = wish.Output is { } place ? new OutputFile(place, replaces: wish.Force) : null;
        var name = path == InputFile.Standard ? InputName : path;
        var root = ForeignFile.Read(await InputFile.ReadAsync(path, terminal, cancellationToken), name);
        var made = ImportedFile.Make(root, name, wish);
        var isRefused = made.Lost > 0 && (wish.Strict || made.Flags == 0);
        if (!isJson || isRefused)
        {
            Tell(terminal.Error, name, made.Notes);
        }

        if (made is { Flags: 0, Lost: > 0 })
        {
            throw new CliException(ExitCodes.Data, $"{Plain.Text(name)}: no flag of it can be carried. Is it a file of {wish.Importer.Tool}? Nothing is written.");
        }

        if (isRefused)
        {
            throw new CliException(ExitCodes.No, $"{Lost(made)}, and with --strict nothing is written.");
        }

        output?.Write(made.Text);
        output?.Keep();
        if (isJson)
        {
            context.Print(ImportDocument.Of(made, wish), ImportJson.Default.ImportDocument);
            return ExitCodes.Yes;
        }

        if (output is null)
        {
            await using var shown = new TextStream(terminal.Out, terminal.IsScreen);
            shown.Write(made.Text);
        }

        var summary = $"{ArchiveInput.Many(made.Flags, "flag")}, {ArchiveInput.Many(made.Segments, "segment")}; {Lost(made)}.";
        terminal.Error.WriteLine(wish.Output is { } file ? $"{Plain.Text(file)}: {summary} Next: feature-rollout lint {Plain.Text(file)}" : summary);
        return ExitCodes.Yes;
    }

    private static string Lost(ImportedFile made) => made.Lost switch
    {
        0 => "everything is carried",
        1 => "1 thing is not carried",
        var count => $"{Figures.Count(count)} things are not carried",
    };

    private static void Tell(TextWriter error, string name, IReadOnlyList<ImportNote> notes)
    {
        foreach (var note in notes)
        {
            error.WriteLine(FormattableString.Invariant($"{Plain.Text(name)}:{note.Line}:{note.Column} {Plain.Text(note.Path)}: {(note.Kind == ImportNoteKind.Lost ? "not carried" : "note")}: {Plain.Text(note.Sentence)}"));
        }
    }
}
