using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Files;

/// <summary>A file that is written whole or not at all: into a draft beside its place, which takes the place in the end. Whoever is interrupted leaves what was there before, and no half file beside it.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _target;
    private readonly string _draft;
    private readonly bool _replaces;
    private readonly FileStream _stream;

    /// <summary>Begins a file; so a place where nothing can be written is refused before any work is done.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isPrivate">Whether it has customers' ids in it, so that only its owner may read it.</param>
    /// <param name="replaces">Whether it may take the place of one that is there.</param>
    /// <exception cref="CliException">It cannot be written.</exception>
    public OutputFile(string path, bool isPrivate = false, bool replaces = true)
    {
        _path = path;
        _replaces = replaces;
        _target = Try(() => Target(path));
        if (!replaces && Path.Exists(_target))
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} is there already.");
        }

        _draft = Path.Combine(Path.GetDirectoryName(_target)!, $".{Path.GetFileName(_target)}.{Guid.NewGuid():N}.tmp");
        _stream = Try(() => Open(_draft, isPrivate));
        Text = new StreamWriter(_stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    /// <summary>The content as UTF-8 without a byte order mark.</summary>
    private StreamWriter Text { get; }

    /// <summary>Writes text.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Write(Action<TextWriter> write) => Try(() =>
    {
        write(Text);
        return true;
    });

    /// <summary>Writes bytes.</summary>
    /// <exception cref="CliException">They cannot be written.</exception>
    public void Write(ReadOnlyMemory<byte> bytes) => Try(() =>
    {
        Text.Flush();
        _stream.Write(bytes.Span);
        return true;
    });

    /// <summary>Puts it into its place.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Keep() => Try(() =>
    {
        Text.Flush();
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_draft, _target, _replaces);
        return true;
    });

    public void Dispose()
    {
        try
        {
            // Not the text, which would write what is left to be written.
            _stream.Dispose();
        }
        catch (IOException)
        {
            // Whatever ended the command is what is told.
        }

        File.Delete(_draft);
    }

    /// <summary>A link keeps pointing where it does; what it points to is replaced.</summary>
    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        var target = new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        var folder = Path.GetDirectoryName(target);
        return Directory.Exists(target) ? throw new IOException("it is a folder.")
            : !Directory.Exists(folder) ? throw new IOException($"there is no folder {folder}.")
            : !OperatingSystem.IsWindows() && (folder is "/dev" || target.StartsWith("/proc/", StringComparison.Ordinal)) ? throw new IOException("it is a device, whose place a file would take.")
            : target;
    }

    private static FileStream Open(string draft, bool isPrivate)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(draft, options);
    }

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(_path)} cannot be written: {Plain.Text(trouble.Message)}");
        }
    }
}
