using System.Text;
using Spectre.Console.Rendering;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Measures and cuts text by the cells that it takes on a terminal: two for a wide character, none for an accent.</summary>
internal static class Cells
{
    /// <summary>What stands where something was cut off.</summary>
    public const char More = '…';

    public static int Of(string text) => new Segment(text).CellCount();

    /// <summary>The text, or as much of it as fits with an ellipsis after it.</summary>
    public static string Fit(string text, int cells)
    {
        if (Of(text) <= cells)
        {
            return text;
        }

        if (cells <= 0)
        {
            return "";
        }

        var (kept, taken) = (new StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            taken += Of(rune.ToString());
            if (taken >= cells)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd() + More;
    }

    /// <summary>The text within so many cells, and filled with spaces to them.</summary>
    public static string Left(string text, int cells)
    {
        var fit = Fit(text, cells);
        return fit + new string(' ', Math.Max(0, cells - Of(fit)));
    }

    /// <summary>The same with the spaces in front.</summary>
    public static string Right(string text, int cells)
    {
        var fit = Fit(text, cells);
        return new string(' ', Math.Max(0, cells - Of(fit))) + fit;
    }

    /// <summary>The text on at most so many lines, the last of them cut where more would come.</summary>
    public static IReadOnlyList<string> Wrap(string text, int cells, int most)
    {
        string[] lines = [.. Wrap(text, cells)];
        return lines.Length <= most ? lines : [.. lines[..(most - 1)], Fit(string.Join(' ', lines[(most - 1)..]), cells)];
    }

    /// <summary>The text on lines of at most so many cells, broken between words where there are any. A line has at least one character, also where no cell is left for it.</summary>
    public static IEnumerable<string> Wrap(string text, int cells)
    {
        cells = Math.Max(1, cells);
        var line = new StringBuilder();
        var taken = 0;
        foreach (var word in text.Split(' ').SelectMany(word => Pieces(word, cells)))
        {
            var length = Of(word);
            if (line.Length > 0 && taken + 1 + length > cells)
            {
                yield return line.ToString();
                (taken, _) = (0, line.Clear());
            }

            if (line.Length > 0)
            {
                line.Append(' ');
                taken++;
            }

            line.Append(word);
            taken += length;
        }

        yield return line.ToString();
    }

    private static IEnumerable<string> Pieces(string word, int cells)
    {
        while (Of(word) > cells)
        {
            var (end, taken) = (0, 0);
            foreach (var rune in word.EnumerateRunes())
            {
                taken += Of(rune.ToString());
                if (taken > cells && end > 0)
                {
                    break;
                }

                end += rune.Utf16SequenceLength;
            }

            yield return word[..end];
            word = word[end..];
        }

        yield return word;
    }
}
