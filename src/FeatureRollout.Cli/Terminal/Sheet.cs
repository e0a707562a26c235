using Spectre.Console;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Something that stands in a row; already fit for a terminal.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A column.</summary>
/// <param name="Heading">Above it; null for none in the whole sheet.</param>
/// <param name="Least">It gives way down to so many cells where the width is too small; 0 for one that keeps its width.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
internal sealed record SheetColumn(string? Heading = null, int Least = 0, bool IsNumber = false);

/// <summary>Rows of cells in columns, as wide as the terminal at most; what does not fit is cut, or the last cell goes on below.</summary>
internal sealed class Sheet(params SheetColumn[] columns)
{
    private const int Gap = 2;

    private readonly List<Cell[]> _rows = [];

    /// <summary>Whether the last cell of a row goes on below where it is too long, instead of being cut.</summary>
    public bool Wraps { get; init; }

    public int Indent { get; init; }

    public void Add(params Cell[] cells) => _rows.Add(cells);

    public void WriteTo(IAnsiConsole console)
    {
        Cell[][] rows = columns[0].Heading is null ? [.. _rows] : [[.. columns.Select(column => new Cell(column.Heading!, Tone.Quiet))], .. _rows];
        var widths = WidthsOf(rows, console.Profile.Width - Indent);
        foreach (var row in rows)
        {
            Write(console, row, widths);
        }
    }

    private int[] WidthsOf(Cell[][] rows, int room)
    {
        int[] widths = [.. columns.Select((_, i) => rows.Max(row => i < row.Length ? Cells.Of(row[i].Text) : 0))];
        while (widths.Sum(width => width + Gap) - Gap > room)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(i => columns[i].Least > 0 && widths[i] > columns[i].Least).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? 0 : widths[i]);
            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private void Write(IAnsiConsole console, Cell[] row, int[] widths)
    {
        var last = Array.FindLastIndex(row, cell => cell.Text.Length > 0);
        if (last < 0)
        {
            console.WriteLine();
            return;
        }

        var line = new Paragraph().Append(new string(' ', Indent));
        var start = Indent;
        for (var i = 0; i < last; i++)
        {
            var (text, room) = (Cells.Fit(row[i].Text, widths[i]), widths[i] + Gap);
            var blank = new string(' ', room - Gap - Cells.Of(text));
            line.Append(columns[i].IsNumber ? blank : "").Append(text, Tones.Of(row[i].Tone)).Append((columns[i].IsNumber ? "" : blank) + new string(' ', Gap));
            start += room;
        }

        // A number keeps its right edge where it ends the line, too.
        var ends = Wraps ? [.. Cells.Wrap(row[last].Text, Math.Max(10, widths[last]))] : new[] { Cells.Fit(row[last].Text, widths[last]) };
        line.Append(columns[last].IsNumber ? new string(' ', widths[last] - Cells.Of(ends[0])) : "").Append(ends[0], Tones.Of(row[last].Tone));
        console.Write(line);
        console.WriteLine();
        foreach (var more in ends.Skip(1))
        {
            console.Write(new Paragraph().Append(new string(' ', start)).Append(more, Tones.Of(row[last].Tone)));
            console.WriteLine();
        }
    }
}
