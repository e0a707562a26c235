using System.CommandLine;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Archive;

/// <summary><c>export [--output FILE]</c>: an archive of the environment as it is at one moment.</summary>
internal static class ExportCommand
{
    /// <summary>The output or the input of the program.</summary>
    public const string Stream = "-";

    public static Command Create(CliContext context)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where the archive goes; it takes the place of an older one. Default -, the output.", HelpName = "FILE", DefaultValueFactory = static _ => Stream,
        };
        var command = new Command("export", "Write everything of an environment (flags, plans, states, events) as one file, for import.") { output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(output);
            if (path.Length == 0)
            {
                throw CliException.Usage("--output needs the name of a file, or -.");
            }

            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            if (path == Stream)
            {
                await backend.ExportAsync(new TextStream(context.Terminal.Out, context.Terminal.IsScreen), cancellationToken);
                return ExitCodes.Yes;
            }

            using var file = new OutputFile(path, isPrivate: true);
            using var archive = new MemoryStream();
            await backend.ExportAsync(archive, cancellationToken);

            // An archive that cannot be read back is none; it is better known now.
            archive.Position = 0;
            var written = await ArchiveInput.ReadAsync(archive, $"The archive of {backend.Environment} of {backend.Place}", cancellationToken);
            file.Write(archive.ToArray());
            file.Keep();
            var exported = new ExportedDocument(path, written.Environment, written.ExportedAt, written.Documents.Count, written.Events.Count);
            if (context.IsJson(parsed))
            {
                context.Print(exported, ArchiveJson.Default.ExportedDocument);
            }
            else
            {
                context.Terminal.Out.WriteLine($"{Plain.Text(path)} holds {Plain.Text(exported.Environment)} of {Plain.Text(backend.Place)}: {ArchiveInput.Describe(written)}.");
            }

            return ExitCodes.Yes;
        });
        return command;
    }
}
