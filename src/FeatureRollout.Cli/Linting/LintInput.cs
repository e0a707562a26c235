using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Linting;

/// <summary>Reads what is to be linted.</summary>
internal static class LintInput
{
    /// <summary>The name that means the input.</summary>
    public const string Standard = "-";

    /// <summary>What findings in the input call it.</summary>
    public const string StandardName = "stdin";

    /// <summary>Reads a file or the input as bytes, since how the text is encoded is looked at too.</summary>
    /// <exception cref="CliException">It is not there or cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CliTerminal terminal, CancellationToken cancellationToken)
    {
        if (file == Standard)
        {
            return await ReadInputAsync(terminal, cancellationToken);
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
        _ when Directory.Exists(file) => "this is a folder, and a flag file is wanted.",
        UnauthorizedAccessException => "the file may not be read.",
        _ => "the file cannot be read.",
    };

    private static async Task<byte[]> ReadInputAsync(CliTerminal terminal, CancellationToken cancellationToken)
    {
        // As bytes: a reader would decode the text, and with that hide what is wrong in its encoding.
        await using var input = terminal.Input();
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
