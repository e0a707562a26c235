using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Archive;

/// <summary>Writes a file whole or not at all: whoever is interrupted leaves what was there before, and no half file beside it.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaces">Whether it may take the place of one that is there.</param>
    /// <param name="isPrivate">Whether it has customers' ids in it, so that only its owner may read it.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, bool replaces, bool isPrivate, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var target = Target(path);
        if (!replaces && Path.Exists(target))
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} is there already.");
        }

        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        await using var stream = Open(path, temporary, isPrivate);
        try
        {
            await using (stream)
            {
                await write(stream, cancellationToken);
                try
                {
                    await stream.FlushAsync(cancellationToken);
                    stream.Flush(flushToDisk: true);
                }
                catch (IOException trouble)
                {
                    throw CannotWrite(path, trouble);
                }
            }

            Move(path, temporary, target, replaces);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A link keeps pointing where it does; what it points to is replaced.</summary>
    private static string Target(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var target = new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
            return Directory.Exists(target) ? throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} is a folder.") : target;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CannotWrite(path, trouble);
        }
    }

    private static FileStream Open(string path, string temporary, bool isPrivate)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(temporary, options);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, trouble);
        }
    }

    private static void Move(string path, string temporary, string target, bool replaces)
    {
        try
        {
            File.Move(temporary, target, replaces);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, trouble);
        }
    }

    private static CliException CannotWrite(string path, Exception trouble) => new(ExitCodes.CannotCreate, $"{Plain.Text(path)} cannot be written: {Plain.Text(trouble.Message)}");
}
