using System.Buffers;
using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>The bytes of a foreign file before anybody reads them, and how trouble with them is told.</summary>
internal static class SourceText
{
    /// <summary>The text without a byte order mark.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="CliException">It is not UTF-8.</exception>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, ..] or [_, 0, ..])
        {
            throw Error(name, 1, 1, "the file is in UTF-16 or UTF-32; save it as UTF-8");
        }

        var text = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            var at = 0;
            while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
            {
                at += length;
            }

            var line = text[..at].Count((byte)'\n') + 1;
            throw Error(name, line, Column(text, at), string.Create(CultureInfo.InvariantCulture, $"the byte 0x{text[at]:X2} is not UTF-8; save the file as UTF-8"));
        }

        return text;
    }

    /// <summary>The column of a byte in its line, from 1, in UTF-16 units.</summary>
    public static int Column(ReadOnlySpan<byte> text, int offset) => Encoding.UTF8.GetCharCount(text[(text[..offset].LastIndexOf((byte)'\n') + 1)..offset]) + 1;

    /// <summary>Refuses a file for something at a place.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1, in UTF-16 units.</param>
    /// <param name="message">What is wrong, without a full stop.</param>
    public static CliException Error(string name, long line, long column, string message) =>
        new(ExitCodes.Data, $"{Place(name, line, column)}: {message}.");

    /// <summary>A place as messages begin with it.</summary>
    public static string Place(string name, long line, long column) => string.Create(CultureInfo.InvariantCulture, $"{Plain.Text(name)}:{line}:{column}");
}
