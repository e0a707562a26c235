namespace FeatureRollout.Providers.Stores;

/// <summary>
/// What the controller remembers, one small file for each key: written at every look, and so not flushed. The last writer
/// wins, and losing one costs only waiting anew.
/// </summary>
internal static class ProgressFiles
{
    /// <summary>Reads; empty where there is none.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(StorePaths paths, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(paths, key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Replaces.</summary>
    public static async ValueTask WriteAsync(StorePaths paths, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(paths.Progress);
        var temporary = Path.Join(paths.Progress, Path.GetRandomFileName() + ".tmp");
        try
        {
            await File.WriteAllBytesAsync(temporary, progress, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, PathOf(paths, key), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string PathOf(StorePaths paths, string key) => Path.Join(paths.Progress, key + ".json");
}
