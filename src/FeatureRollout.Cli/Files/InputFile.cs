using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Files;

/// <summary>Reads files and the program's input as bytes, since how a text is encoded is looked at too.</summary>
internal static class InputFile
{
    /// <summary>The name that means the input.</summary>
    public const string Standard = "-";

    /// <summary>Reads all of it.</summary>
    /// <exception cref="CliException">It is not there or cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CliTerminal terminal, CancellationToken cancellationToken)
    {
        if (file == Standard)
        {
            await using var input = terminal.Input();
            using var buffer = new MemoryStream();
            await input.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }

        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCodes.NoInput, $"{Plain.Text(file)}: {Reason(file, refused)}");
        }
    }

    private static string Reason(string file, Exception refused) => refused switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        _ when Directory.Exists(file) => "this is a folder, and a file is wanted.",
        UnauthorizedAccessException => "the file may not be read.",
        _ => "the file cannot be read.",
    };
}
