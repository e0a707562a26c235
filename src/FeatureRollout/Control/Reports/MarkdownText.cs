using System.Globalization;
using System.Text;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Control.Reports;

/// <summary>Builds a Markdown document; everything but the structure is escaped by whoever adds it.</summary>
internal sealed class MarkdownText
{
    private readonly StringBuilder _text = new();

    /// <summary>A heading, with an empty line before it where something stands before.</summary>
    public void Heading(int level, string text)
    {
        Gap();
        _text.Append('#', level).Append(' ').Append(text).Append('\n');
    }

    /// <summary>An item of a list.</summary>
    public void Item(string text) => _text.Append("- ").Append(text).Append('\n');

    /// <summary>A paragraph.</summary>
    public void Paragraph(string text)
    {
        Gap();
        _text.Append(text).Append('\n');
    }

    /// <summary>A table.</summary>
    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(row);
        }
    }

    /// <summary>The document.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>One line about an event: when, what, who, why.</summary>
    public static string Line(RolloutEvent happened, ShownTime time)
    {
        var line = new StringBuilder();
        line.Append(time.Moment(happened.At)).Append(": ").Append(ShownText.Markdown(EventText.Of(happened)))
            .Append(", by ").Append(ShownText.Markdown(happened.Actor)).Append('.');
        Add(line, "Rule", happened.Rule);
        Add(line, "Why", happened.Reason);
        if (happened.Forced)
        {
            line.Append(" Forced");
            line.Append(happened.Unmet.Count == 0 ? "." : ", although: " + string.Join(" ", happened.Unmet.Select(ShownText.Markdown)));
        }

        return line.ToString();
    }

    /// <summary>A number with thousands apart and two decimals at most.</summary>
    public static string Number(double number) =>
        Math.Abs(number) < 1e15 ? number.ToString("#,0.##", CultureInfo.InvariantCulture) : number.ToString("0.###E0", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder line, string name, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            line.Append(' ').Append(name).Append(": ").Append(ShownText.Markdown(text));
            line.Append(line[^1] is '.' or '!' or '?' ? "" : ".");
        }
    }

    private void Row(string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private void Gap() => _text.Append(_text.Length == 0 ? "" : "\n");
}
