namespace FeatureRollout.Providers;

/// <summary>Reads a file whole, as it was at one moment.</summary>
internal static class WholeFile
{
    private const int Attempts = 5;

    /// <summary>Reads the file; where somebody writes to it meanwhile, again, a few times.</summary>
    /// <param name="path">The path.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="seen">Told, before anything can be refused, of what was found; of null where it kept changing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It is not there, or kept changing.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    /// <exception cref="InvalidDataException">It is empty or over the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        string path, long limit, Action<FileMark?> seen, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // Before opening: a link that is swapped in between then differs from the mark, and is read once more.
            var mark = FileMark.Of(path);
            seen(mark);
            using var file = Open(path);
            var before = MarkOf(file, mark.Target, path);
            seen(before);
            ThrowIfOver(before.Length, limit, path);
            var bytes = await ReadToEndAsync(file, before.Length, limit, path, cancellationToken).ConfigureAwait(false);
            if (FileMark.Of(file, mark.Target) == before && (bytes.Length == before.Length || before.Length == 0))
            {
                return bytes.IsEmpty ? throw new InvalidDataException($"{path} is empty.") : bytes;
            }
        }

        seen(null);
        throw new IOException($"{path} changed while it was read, {Attempts} times in a row.");
    }

    /// <summary>A pipe has no length, and what was read from it is gone.</summary>
    private static FileMark MarkOf(Microsoft.Win32.SafeHandles.SafeFileHandle file, string target, string path)
    {
        try
        {
            return FileMark.Of(file, target);
        }
        catch (NotSupportedException exception)
        {
            throw new IOException($"{path} is a pipe or a device, and not a file.", exception);
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path} does not exist.", path, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException(
                Directory.Exists(path) ? $"{path} is a directory." : $"{path} may not be read by this process.", exception);
        }
    }

    /// <summary>Reads on to the end, whatever the length says: some file systems tell none.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadToEndAsync(
        Microsoft.Win32.SafeHandles.SafeFileHandle file, long length, long limit, string path, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Max(length + 1, 4096)];
        var read = 0;
        while (true)
        {
            if (read == buffer.Length)
            {
                ThrowIfOver(read, limit, path);
                Array.Resize(ref buffer, (int)Math.Min(Math.Min(buffer.Length * 2L, limit + 1), Array.MaxLength));
            }

            var more = await RandomAccess.ReadAsync(file, buffer.AsMemory(read), read, cancellationToken).ConfigureAwait(false);
            if (more == 0)
            {
                ThrowIfOver(read, limit, path);
                return buffer.AsMemory(0, read);
            }

            read += more;
        }
    }

    private static void ThrowIfOver(long length, long limit, string path)
    {
        if (length > limit)
        {
            throw new InvalidDataException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path} is longer than the limit of {limit:N0} bytes."));
        }
    }
}
