namespace Quickstart;

/// <summary>Lines of cells under headings, each column as wide as was said; a negative width aligns to the left.</summary>
internal sealed class Table(params (string Heading, int Width)[] columns)
{
    private const string Gap = " ";

    public void Headings() => Console.WriteLine(Terminal.Dim(Line([.. columns.Select(column => column.Heading)])));

    /// <summary>Writes one line.</summary>
    /// <param name="paintLast">Gives the last cell its colour.</param>
    /// <param name="cells">One text for each column.</param>
    public void Row(Func<string, string>? paintLast, params string[] cells)
    {
        var line = Line(cells);
        var last = line.LastIndexOf(cells[^1], StringComparison.Ordinal);
        Console.WriteLine(paintLast is null ? line : line[..last] + paintLast(line[last..]));
    }

    private string Line(string[] cells) =>
        string.Join(Gap, cells.Zip(columns, (cell, column) => column.Width < 0 ? cell.PadRight(-column.Width) : cell.PadLeft(column.Width)))
            .TrimEnd();
}
