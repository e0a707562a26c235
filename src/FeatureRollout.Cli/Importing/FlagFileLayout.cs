using System.Text;
using System.Text.Json;

namespace FeatureRollout.Cli.Importing;

/// <summary>Breaks the JSON of a flag file into lines. Every name, text and number keeps its bytes. Pure.</summary>
internal static class FlagFileLayout
{
    /// <summary>So wide is a line at most, unless one value alone is wider.</summary>
    private const int Width = 110;

    /// <summary>The file, its sections and the flags and segments themselves always have a line a member.</summary>
    private const int Broken = 3;

    private static readonly string[] BrokenMembers = ["rules", "variants", "overrides"];

    /// <summary>Lays it out.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <returns>The same with other white space, and a line feed at the end.</returns>
    public static byte[] Lay(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        _ = reader.Read();
        var text = new StringBuilder();
        Write(text, Read(ref reader), level: 0, used: 0, isListed: false);
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private static Node Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return new Node(Raw(ref reader), null, IsList: false);
        }

        var (parts, isList) = (new List<Part>(), reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            string? name = null;
            if (!isList)
            {
                name = Raw(ref reader);
                _ = reader.Read();
            }

            parts.Add(new Part(name, Read(ref reader)));
        }

        return new Node("", parts, isList);
    }

    private static string Raw(ref Utf8JsonReader reader)
    {
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        return reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? $"\"{raw}\"" : raw;
    }

    /// <param name="text">Takes it.</param>
    /// <param name="node">The value.</param>
    /// <param name="level">How many values it stands in.</param>
    /// <param name="used">How much of the line is taken, with what has to follow.</param>
    /// <param name="isListed">Whether each of its parts has a line of its own.</param>
    private static void Write(StringBuilder text, Node node, int level, int used, bool isListed)
    {
        if (node.Parts is not { Count: > 0 } parts || (level >= Broken && !isListed && node.Width <= Width - used))
        {
            node.Line(text);
            return;
        }

        var (open, close) = node.IsList ? ('[', ']') : ('{', '}');
        text.Append(open);
        var indent = (level + 1) * 2;
        foreach (var (i, part) in parts.Index())
        {
            var name = part.Name is null ? "" : part.Name + ": ";
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', indent).Append(name);
            Write(text, part.Value, level + 1, indent + name.Length + 1, level == Broken - 1 && BrokenMembers.Contains(part.Name?.Trim('"')));
        }

        text.Append('\n').Append(' ', level * 2).Append(close);
    }

    private sealed record Part(string? Name, Node Value);

    /// <param name="Text">Of a value without parts.</param>
    /// <param name="Parts">Of an object or a list.</param>
    /// <param name="IsList">Whether it is a list.</param>
    private sealed record Node(string Text, IReadOnlyList<Part>? Parts, bool IsList)
    {
        /// <summary>On one line.</summary>
        public int Width { get; } = Parts is null ? Text.Length
            : Parts.Count == 0 ? 2
            : Parts.Sum(part => part.Value.Width + (part.Name is { } name ? name.Length + 2 : 0)) + ((Parts.Count - 1) * 2) + (IsList ? 2 : 4);

        public void Line(StringBuilder text)
        {
            if (Parts is null)
            {
                text.Append(Text);
                return;
            }

            var (open, close) = (IsList, Parts.Count) switch { (true, _) => ("[", "]"), (_, 0) => ("{", "}"), _ => ("{ ", " }") };
            text.Append(open);
            foreach (var (i, part) in Parts.Index())
            {
                text.Append(i == 0 ? "" : ", ").Append(part.Name is null ? "" : part.Name + ": ");
                part.Value.Line(text);
            }

            text.Append(close);
        }
    }
}
