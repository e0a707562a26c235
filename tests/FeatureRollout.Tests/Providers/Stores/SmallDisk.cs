using System.Diagnostics;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>A file system of 256 KiB, where the test may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    public string this[string name] => Path.Join(_path, name);

    /// <summary>Makes one; null where that is not allowed here.</summary>
    public static SmallDisk? TryMake()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var path = Directory.CreateTempSubdirectory("feature-rollout-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path))
        {
            return new SmallDisk(path);
        }

        Directory.Delete(path);
        return null;
    }

    public void Dispose()
    {
        Run("umount", _path);
        Directory.Delete(_path, recursive: true);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
