using System.Globalization;
using System.Text;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>
/// Any text as PostgreSQL can keep it. Its texts hold neither U+0000 nor lone surrogates: these become U+0010 (data link
/// escape) and four hexadecimal digits, and so does U+0010. Any other text stays as it is, no two become equal, and reading gives back exactly what was written.
/// </summary>
internal static class StorableText
{
    private const char Escape = '\u0010';
    private const int Digits = 4;

    /// <summary>The text as it is written; null for null.</summary>
    public static string? Of(string? text)
    {
        if (text is null || !MustEscape(text))
        {
            return text;
        }

        var storable = new StringBuilder(text.Length + Digits);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                storable.Append(text[i]).Append(text[++i]);
            }
            else if (text[i] is '\0' or Escape || char.IsSurrogate(text[i]))
            {
                storable.Append(Escape).Append(CultureInfo.InvariantCulture, $"{(int)text[i]:x4}");
            }
            else
            {
                storable.Append(text[i]);
            }
        }

        return storable.ToString();
    }

    /// <summary>The text as it was; null for null.</summary>
    public static string? Read(string? storable)
    {
        if (storable is null || !storable.Contains(Escape, StringComparison.Ordinal))
        {
            return storable;
        }

        var text = new StringBuilder(storable.Length);
        for (var i = 0; i < storable.Length; i++)
        {
            if (storable[i] == Escape && i + Digits < storable.Length
                && ushort.TryParse(storable.AsSpan(i + 1, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                text.Append((char)unit);
                i += Digits;
            }
            else
            {
                text.Append(storable[i]);
            }
        }

        return text.ToString();
    }

    private static bool MustEscape(string text)
    {
        foreach (var unit in text)
        {
            if (unit is '\0' or Escape || char.IsSurrogate(unit))
            {
                return true;
            }
        }

        return false;
    }
}
