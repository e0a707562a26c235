using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FeatureRollout.Providers.Stores;

/// <summary>The few things that the file store does to a disk, one method each, so that a test can let any of them fail.</summary>
internal class StoreDisk
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    /// <summary>Takes a lock that ends with the handle, and so with the process; null while another holds it.</summary>
    public virtual IDisposable? TryLock(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None, permissions: null);
        }
        catch (IOException held) when (held.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolationOnWindows)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading and writing; others may do the same.</summary>
    public virtual FileStream OpenForAppending(string path) => Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete, permissions: null);

    /// <summary>Opens a file for reading; others may write, rename and delete it meanwhile.</summary>
    public virtual SafeFileHandle OpenToRead(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Makes a file that must not be there yet.</summary>
    /// <param name="path">The path.</param>
    /// <param name="like">The file whose permissions it gets; where there is none, only its owner may read and write it.</param>
    public virtual FileStream Create(string path, string like) =>
        Open(path, FileMode.CreateNew, FileShare.Read | FileShare.Delete, OperatingSystem.IsWindows() || !File.Exists(like) ? null : File.GetUnixFileMode(like));

    /// <summary>Cuts a file off.</summary>
    public virtual void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Writes at a place.</summary>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Returns when the file's content is on the disk.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Gives a file another's name, whose place it takes in one step.</summary>
    public virtual void Replace(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Returns when the directory's entries are on the disk, where the system offers that.</summary>
    public virtual void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            DirectoryFlush.Run(path);
        }
    }

    private static FileStream Open(string path, FileMode mode, FileShare share, UnixFileMode? permissions)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = permissions ?? UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

/// <summary>The system's call that the runtime does not offer for directories.</summary>
internal static class DirectoryFlush
{
    public static void Run(string path)
    {
        var directory = Open(Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (directory < 0)
        {
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var failed = Flush(directory) != 0;
        var message = failed ? Marshal.GetLastPInvokeErrorMessage() : "";
        _ = Close(directory);
        if (failed)
        {
            throw new IOException($"{path} cannot be flushed: {message}");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
