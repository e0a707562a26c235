using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace FeatureRollout.Flags.Plans.Messages;

/// <summary>
/// A message with placeholders in braces, such as <c>{flag}</c>; <c>{{</c> and <c>}}</c> stand for the braces themselves.
/// Immutable.
/// </summary>
internal sealed class MessageTemplate
{
    private const int LongestText = 8_000;
    private const int LongestShown = 40;

    private readonly List<Part> _parts;

    private MessageTemplate(List<Part> parts) => _parts = parts;

    /// <summary>Parses a message.</summary>
    /// <param name="text">At most 8,000 characters.</param>
    /// <param name="template">The message.</param>
    /// <param name="error">What is wrong, with its position from 1 on and the nearest valid placeholder.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MessageTemplate? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        if (text.Length > LongestText)
        {
            error = "a message is at most 8,000 characters long";
            return false;
        }

        var parts = new List<Part>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character is not ('{' or '}'))
            {
                plain.Append(character);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == character)
            {
                plain.Append(character);
                at++;
                continue;
            }

            var end = character == '{' ? text.AsSpan(at).IndexOf('}') : -1;
            if (end < 0)
            {
                error = character == '{' ? At(at, "this '{' has no '}'; write '{{' for the character") : At(at, "this '}' has no '{'; write '}}' for the character");
                return false;
            }

            var name = text.Substring(at + 1, end - 1);
            if (!MessageTemplates.Placeholders.Contains(name, StringComparer.Ordinal))
            {
                error = At(at, $"there is no placeholder {{{Shown(name)}}}{MessageTemplates.Meant(name, MessageTemplates.Placeholders, "{", "}")}");
                return false;
            }

            parts.Add(new Part(plain.ToString(), name));
            plain.Clear();
            at += end;
        }

        parts.Add(new Part(plain.ToString(), null));
        template = new MessageTemplate(parts);
        error = null;
        return true;
    }

    /// <summary>The message with its placeholders replaced.</summary>
    /// <param name="valueOf">Gives the text for a placeholder's name.</param>
    public string Fill(Func<string, string> valueOf)
    {
        var filled = new StringBuilder();
        foreach (var part in _parts)
        {
            filled.Append(part.Plain).Append(part.Placeholder is null ? "" : valueOf(part.Placeholder));
        }

        return filled.ToString();
    }

    private static string At(int at, string problem) => string.Create(CultureInfo.InvariantCulture, $"at character {at + 1}: {problem}");

    private static string Shown(string name)
    {
        var shown = new StringBuilder(Math.Min(name.Length, LongestShown + 1));
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, LongestShown)))
        {
            shown.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        }

        return shown.Append(name.Length > LongestShown ? "…" : "").ToString();
    }

    /// <summary>Plain text, and the placeholder behind it; null at the end.</summary>
    private readonly record struct Part(string Plain, string? Placeholder);
}
