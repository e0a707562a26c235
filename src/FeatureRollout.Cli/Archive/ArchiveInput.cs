using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Archive;

/// <summary>Reads archives and says what is in them.</summary>
internal static class ArchiveInput
{
    /// <summary>Reads a file, or the program's input, to its end.</summary>
    /// <exception cref="CliException">It is not there or cannot be read.</exception>
    public static async Task<MemoryStream> OpenAsync(string path, CliTerminal terminal, CancellationToken cancellationToken)
    {
        if (path == ExportCommand.Stream)
        {
            await using var input = terminal.Input();
            var bytes = new MemoryStream();
            await input.CopyToAsync(bytes, cancellationToken);
            bytes.Position = 0;
            return bytes;
        }

        try
        {
            return new MemoryStream(await File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (Exception trouble) when (trouble is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCodes.NoInput, $"There is no archive {Plain.Text(path)}.");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCodes.NoInput, $"{Plain.Text(path)} cannot be read: {Plain.Text(trouble.Message)}");
        }
    }

    /// <summary>Reads an archive and checks all of it.</summary>
    /// <exception cref="CliException">It is damaged, shortened, or needs a newer reader.</exception>
    public static async Task<RolloutArchiveContent> ReadAsync(Stream archive, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await RolloutArchive.ReadAsync(archive, name, cancellationToken);
        }
        catch (InvalidDataException damaged)
        {
            throw new CliException(ExitCodes.Data, Plain.Text(damaged.Message));
        }
    }

    /// <summary>What is in an archive, in a few words.</summary>
    public static string Describe(RolloutArchiveContent content) =>
        $"{Many(content.Definitions.Flags.Count, "flag")}, {Many(content.Documents.Count, "state")}, {Many(content.Events.Count, "event")}, as of {Figures.Moment(content.ExportedAt)} UTC";

    public static string Many(long count, string what) => $"{Figures.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
