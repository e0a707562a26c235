using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Archive;

/// <summary><c>import FILE [--replace]</c>: puts an archive's states and events back exactly. With <c>--from TOOL</c> the file is another tool's, and becomes a flag file.</summary>
internal static class ImportCommand
{
    private const int NamesShown = 5;

    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The archive, or with --from the other tool's file; - is the input." };
        var replace = new Option<bool>("--replace") { Description = "An archive takes the place of what is there; else only an empty environment takes it." };
        var consent = new Consent();
        var foreign = new ImportOptions();
        var command = new Command(
            "import",
            "Put an archive of export back exactly: states, rollouts and events, all or nothing; flag files are left alone. Or, with --from, make a flag file of another tool's.") { file, replace, consent.Yes };
        foreign.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (terminal, path) = (context.Terminal, parsed.GetRequiredValue(file));
            if (foreign.Read(parsed, context.Options, [replace, consent.Yes]) is { } wish)
            {
                return await ForeignImport.RunAsync(path, wish, context.IsJson(parsed), context, cancellationToken);
            }

            if (path == InputFile.Standard && !parsed.GetValue(consent.Yes))
            {
                throw CliException.Usage("import asks first, and the input is the archive here: add --yes.");
            }

            consent.ThrowIfNobodyAnswers(parsed, terminal, ReasonNeed.Kept, asks: true);
            using var archive = new MemoryStream(await InputFile.ReadAsync(path, terminal, cancellationToken));
            var name = path == InputFile.Standard ? "the input" : path;
            var content = await ReadAsync(archive, name, cancellationToken);
            archive.Position = 0;
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            var there = await ThereAsync(backend, cancellationToken);
            var place = $"{Plain.Text(backend.Environment)} of {Plain.Text(backend.Place)}";
            if (there.Count > 0 && !parsed.GetValue(replace))
            {
                throw new CliException(ExitCodes.No, $"{place} is not empty; add --replace to put the archive in the place of what is there.", [State(there)]);
            }

            string[] touched = [$"{Plain.Text(name)}: {Plain.Text(content.Environment)}, {ArchiveInput.Describe(content)}.", there.Count > 0 ? $"{place} loses all events, and: {State(there)}" : $"{place} is empty."];
            var question = there.Count > 0 ? $"Replace {Plain.Text(backend.Environment)} by the archive?" : $"Put the archive into {Plain.Text(backend.Environment)}?";
            if (!await consent.ConfirmAsync(parsed, terminal, touched, question, cancellationToken))
            {
                return ExitCodes.No;
            }

            var restored = await backend.ImportAsync(archive, name, parsed.GetValue(replace), cancellationToken);
            if (context.IsJson(parsed))
            {
                context.Print(restored, CliJson.Default.RestoredResource);
            }
            else
            {
                terminal.Out.WriteLine($"{place} is as {Plain.Text(restored.From)} was on {Figures.Moment(restored.ExportedAt)} UTC: {ArchiveInput.Many(restored.Documents, "state")}, {ArchiveInput.Many(restored.Events, "event")}.");
            }

            return ExitCodes.Yes;
        });
        return command;
    }

    /// <summary>The archive; what is none, but looks like a file of another tool, is refused with the option that reads it.</summary>
    private static async Task<RolloutArchiveContent> ReadAsync(MemoryStream archive, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveInput.ReadAsync(archive, name, cancellationToken);
        }
        catch (CliException damaged) when (ForeignShape.ToolOf(archive.ToArray(), name) is { } tool)
        {
            throw new CliException(damaged.ExitCode, $"{damaged.Message} It looks like a file of {tool}: add --from {tool}.", [.. Importers.Shown]);
        }
    }

    /// <summary>The flags that have a state in the store.</summary>
    private static async Task<IReadOnlyList<FlagSummaryResource>> ThereAsync(IBackend backend, CancellationToken cancellationToken) =>
        [.. (await backend.DoAsync(Readings.Flags(), cancellationToken)).Flags.Where(flag => flag.OwnVersion > 0)];

    private static string State(IReadOnlyList<FlagSummaryResource> flags) =>
        $"{(flags.Count == 1 ? "the state" : "the states")} of {string.Join(", ", flags.Take(NamesShown).Select(flag => Plain.Text(flag.Key)))}{(flags.Count > NamesShown ? $" and {Figures.Count(flags.Count - NamesShown)} more" : "")}.";
}
