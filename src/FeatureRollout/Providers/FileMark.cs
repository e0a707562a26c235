using Microsoft.Win32.SafeHandles;

namespace FeatureRollout.Providers;

/// <summary>What is cheap to see of a file, and differs where its content was replaced.</summary>
/// <param name="Target">The path behind all links.</param>
/// <param name="Length">In bytes; -1 where there is no file.</param>
/// <param name="Written">When it was last written.</param>
internal readonly record struct FileMark(string Target, long Length, DateTime Written)
{
    /// <summary>The mark of what the path leads to now; of no file also where it cannot be seen.</summary>
    public static FileMark Of(string path)
    {
        try
        {
            var target = LinkChain.Follow(path).Target;
            var file = new FileInfo(target);
            return file.Exists ? new FileMark(target, file.Length, file.LastWriteTimeUtc) : Missing(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Missing(path);
        }
    }

    /// <summary>The mark of an open file.</summary>
    public static FileMark Of(SafeFileHandle file, string target) =>
        new(target, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));

    private static FileMark Missing(string target) => new(target, -1, default);
}
