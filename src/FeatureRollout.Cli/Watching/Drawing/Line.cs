using System.Text;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Watching.Drawing;

/// <summary>A piece of a line.</summary>
internal readonly record struct Span(string Text, Tone Tone);

/// <summary>One line of a page: text that is already fit for a terminal, in pieces.</summary>
internal sealed record Line(params IReadOnlyList<Span> Spans)
{
    public static Line Empty { get; } = new();

    public int Width => Spans.Sum(span => Cells.Of(span.Text));

    public static Line Of(string text, Tone tone = Tone.Plain) => new(new Span(text, tone));

    /// <summary>Cut to a width.</summary>
    public Line Fit(int width)
    {
        if (Width <= width)
        {
            return this;
        }

        var kept = new List<Span>();
        foreach (var span in Spans)
        {
            var own = Cells.Of(span.Text);
            if (own >= width)
            {
                kept.Add(span with { Text = Cells.Fit(span.Text + Cells.More, width) });
                break;
            }

            kept.Add(span);
            width -= own;
        }

        return new Line(kept);
    }

    /// <summary>Cut and filled to a width, with another line to its right.</summary>
    public Line Beside(int width, Line right)
    {
        var left = Fit(width);
        return new Line([.. left.Spans, new Span(new string(' ', Math.Max(0, width - left.Width)), Tone.Plain), .. right.Spans]);
    }

    /// <summary>The text without colours.</summary>
    public override string ToString() => string.Concat(Spans.Select(span => span.Text)).TrimEnd();

    /// <summary>The text with the terminal's sequences for the tones.</summary>
    public string Coloured()
    {
        var text = new StringBuilder();
        foreach (var span in Spans)
        {
            var sequence = Tones.Sequence(span.Tone);
            text.Append(sequence).Append(span.Text).Append(sequence.Length == 0 ? "" : "\e[0m");
        }

        return text.ToString();
    }
}
