using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Reporting;

/// <summary>A file that is there as a whole or not at all: it is written beside its place and then moved, over the one that was there.</summary>
internal static class WholeFile
{
    /// <summary>Refuses a place where nothing can be written, before any work is done.</summary>
    /// <exception cref="CliException">Its folder is not there, or it is a folder itself.</exception>
    public static void Check(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path) || !Directory.Exists(folder))
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} cannot be written: {(Directory.Exists(path) ? "it is a folder" : $"there is no folder {Plain.Text(folder)}")}.");
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="write">Writes the content into the file of this name.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, Func<string, Task> write)
    {
        Check(path);
        var full = Path.GetFullPath(path);
        var draft = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileNameWithoutExtension(full)}.{Guid.NewGuid():N}{Path.GetExtension(full)}");
        try
        {
            await write(draft);
            File.Move(draft, full, overwrite: true);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} cannot be written: {Plain.Text(trouble.Message)}");
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
