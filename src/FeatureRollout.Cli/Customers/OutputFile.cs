using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers;

/// <summary>A file that is there as a whole or as it was: it is written beside its place and takes it in the end. UTF-8 without a byte order mark.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly StreamWriter _text;
    private bool _isKept;

    /// <exception cref="CliException">It cannot be written.</exception>
    public OutputFile(string path)
    {
        _path = path;
        _temporary = Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        _text = Try(() => Directory.Exists(path)
            ? throw new IOException("it is a folder.")
            : new StreamWriter(new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" });
    }

    /// <summary>Writes into it.</summary>
    public void Write(Action<TextWriter> write) => Try(() =>
    {
        write(_text);
        return true;
    });

    /// <summary>Puts it into its place.</summary>
    public void Keep() => _isKept = Try(() =>
    {
        _text.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        return true;
    });

    public void Dispose()
    {
        if (_isKept)
        {
            return;
        }

        try
        {
            _text.Dispose();
            File.Delete(_temporary);
        }
        catch (IOException)
        {
            // Whatever ended the command is what is told.
        }
    }

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(_path)} cannot be written: {Plain.Text(refused.Message)}");
        }
    }
}
