using System.Text;

namespace FeatureRollout.Cli.Help;

/// <summary>Lays text out in lines that are no longer than a width.</summary>
internal sealed class HelpText(int width)
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int NarrowestText = 20;

    private readonly int _width = Math.Clamp(width, 40, 100);
    private readonly StringBuilder _text = new();

    public HelpText Paragraph(string text) => Put(text, 0);

    public HelpText Section(string heading)
    {
        Blank();
        _text.Append(heading).Append('\n');
        return this;
    }

    public HelpText Blank()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>A line that is to be copied, and so is never broken.</summary>
    public HelpText Line(string text)
    {
        _text.Append(' ', Indent).Append(text).Append('\n');
        return this;
    }

    public HelpText Wrapped(string text) => Put(text, Indent);

    /// <summary>Names with their descriptions beside them, or below a name that is too wide.</summary>
    public HelpText Rows(IReadOnlyList<(string Name, string Text)> rows, int widestName)
    {
        var widest = Math.Min(widestName, _width - Indent - Gap - NarrowestText);
        var column = Indent + Gap + rows.Select(row => row.Name.Length).Where(length => length <= widest).DefaultIfEmpty(widest).Max();
        foreach (var (name, text) in rows)
        {
            _text.Append(' ', Indent).Append(name);
            if (text.Length == 0)
            {
                _text.Append('\n');
                continue;
            }

            if (Indent + Gap + name.Length > column)
            {
                _text.Append('\n').Append(' ', column);
            }
            else
            {
                _text.Append(' ', column - Indent - name.Length);
            }

            var first = true;
            foreach (var line in Broken(text, _width - column))
            {
                _text.Append(' ', first ? 0 : column).Append(line).Append('\n');
                first = false;
            }
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    private HelpText Put(string text, int indent)
    {
        foreach (var line in Broken(text, _width - indent))
        {
            _text.Append(' ', indent).Append(line).Append('\n');
        }

        return this;
    }

    /// <summary>At spaces; a word that is wider than a line stays whole.</summary>
    private static IEnumerable<string> Broken(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
