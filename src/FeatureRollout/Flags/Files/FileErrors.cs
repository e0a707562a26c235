using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// Gathers what is wrong with one file while it is read. An error is kept as a byte offset; line, column and path
/// are worked out at the end for all of them together, so that a file without errors pays nothing for them.
/// </summary>
internal sealed class FileErrors
{
    /// <summary>How many errors are kept; the rest are counted.</summary>
    public const int Kept = 200;

    private readonly List<FileFault> _faults = [];
    private readonly Suggestions _suggestions = new();

    /// <summary>How many errors there are.</summary>
    public int Count { get; private set; }

    /// <summary>Notes an error.</summary>
    /// <param name="at">The byte offset of the place.</param>
    /// <param name="message">What is wrong.</param>
    public void Add(int at, string message)
    {
        Count++;
        if (_faults.Count < Kept)
        {
            _faults.Add(new FileFault(at, message));
        }
    }

    /// <summary>Notes where the text stops being JSON.</summary>
    public void Add(ReadOnlySpan<byte> utf8, JsonException syntax, int depth)
    {
        var at = FilePlaces.Offset(utf8, syntax);
        if (depth >= JsonCursor.MaximumDepth && at < utf8.Length && utf8[at] is (byte)'{' or (byte)'[')
        {
            Add(at, $"objects and arrays are nested deeper than {JsonCursor.MaximumDepth} levels");
        }
        else if (at >= utf8.Length)
        {
            Add(at, "the file ends here, in the middle of the document");
        }
        else
        {
            Add(at, "this is not JSON: " + WithoutContent(syntax.Message));
        }
    }

    /// <summary>The runtime's words without the place, nor the word it stumbled over, which may be a customer's id without its quotes.</summary>
    private static string WithoutContent(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return message.Contains("invalid JSON literal", StringComparison.Ordinal)
            ? "this is neither true, false nor null, and a text stands in quotes"
            : end < 0 ? message : message[..end];
    }

    /// <summary>Asks after the nearest of the valid names, as the end of a message; empty where none is near.</summary>
    public string Suggest(string name, IReadOnlyCollection<string> names) =>
        _faults.Count < Kept ? _suggestions.For(name, names, names.Count) : "";

    /// <summary>What was noted, each on one line with its place, in the order of the file.</summary>
    public IReadOnlyList<string> ToLines(ReadOnlySpan<byte> utf8, string file) =>
        _faults.Count == 0 ? [] : [.. FilePlaces.Find(utf8, file, [.. _faults.OrderBy(fault => fault.At)]).Select(error => error.ToString())];

    /// <summary>Makes the exception that refuses the file.</summary>
    public FlagFileException ToException(ReadOnlySpan<byte> utf8, string file)
    {
        List<FileFault> inOrder = [.. _faults.OrderBy(fault => fault.At)];
        return new FlagFileException(file, FilePlaces.Find(utf8, file, inOrder), Count);
    }
}

/// <summary>An error whose place is not worked out yet.</summary>
/// <param name="At">The byte offset.</param>
/// <param name="Message">What is wrong.</param>
internal readonly record struct FileFault(int At, string Message);
