using FeatureRollout.Cli.Authoring;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing;

/// <summary>A flag file made of another tool's. Pure.</summary>
/// <param name="Text">The file as UTF-8.</param>
/// <param name="Flags">How many flags are in it.</param>
/// <param name="Segments">How many segments.</param>
/// <param name="Notes">What is not carried, and then what is good to know, each in the order of the foreign file.</param>
internal sealed record ImportedFile(byte[] Text, int Flags, int Segments, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>How many things are not carried.</summary>
    public int Lost => Notes.Count(note => note.Kind == ImportNoteKind.Lost);

    /// <summary>Makes it, and reads it once: nobody gets a file that is wrong from here.</summary>
    /// <exception cref="CliException">This is no file of that tool; or what was made of it is wrong, which is a fault of this program.</exception>
    public static ImportedFile Make(SourceNode root, string name, ImportWish wish)
    {
        var import = new Import { CustomerAttribute = wish.CustomerAttribute };
        ForeignShape.ThrowIfOfAnother(wish.Importer, root, name);
        try
        {
            wish.Importer.Read(root, import);
        }
        catch (CliException refused)
        {
            throw ForeignShape.Refused(wish.Importer, root, name, refused);
        }

        var text = FlagFileWriter.Write(import.Flags.Values, import.Segments.Values, NewFile.Schema);
        var faults = Faults(text, import);
        return faults.Count == 0
            ? new ImportedFile(text, import.Flags.Count, import.Segments.Count, [.. import.Notes.OrderBy(note => note.Kind == ImportNoteKind.Told).ThenBy(note => note.Line).ThenBy(note => note.Column)])
            : throw new CliException(
                ExitCodes.Software, $"What was made of {Plain.Text(name)} is no valid flag file. This is a fault of this program, {Tool.Version}; nothing was written.",
                [.. faults, "Please report it to those who maintain FeatureRollout, with these lines and the part of the file that they are about."]);
    }

    private static List<string> Faults(byte[] text, Import import)
    {
        var faults = new List<string>();
        try
        {
            _ = FlagFileReader.Read(text, "the flag file");
        }
        catch (FlagFileException wrong)
        {
            faults.AddRange(wrong.Errors.Select(error => $"{Plain.Text(error.Path)}: {Plain.Text(error.Message)}"));
        }

        foreach (var flag in import.Flags.Values)
        {
            FlagChecks.Check(flag, (member, message) => faults.Add($"$.flags.{flag.Key}.{member}: {Plain.Text(message)}"));
        }

        return faults;
    }
}
