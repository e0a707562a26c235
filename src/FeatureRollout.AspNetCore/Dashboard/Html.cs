using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace FeatureRollout.Dashboard;

/// <summary>
/// Finished HTML. Made from interpolated text, whose literals are HTML and whose values are encoded as text, fit for elements and quoted attributes; a value that
/// is itself <see cref="Html"/>, or a sequence of it, is put in as it is. There is no other way to make one from a string of unknown origin. Characters that
/// cannot be seen stand as escapes, see <see cref="VisibleText"/>; only <see cref="Value"/> keeps them.
/// </summary>
internal readonly struct Html
{
    /// <summary>Nothing.</summary>
    public static readonly Html Empty;

    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>HTML with encoded values.</summary>
    public static Html Of(Handler html) => new(html.ToStringAndClear());

    /// <summary>Text, encoded.</summary>
    public static Html Text(string? text) => new(Encode(text));

    /// <summary>A value exactly as it is, for the <c>value</c> of a form's field or the inside of a <c>textarea</c>.</summary>
    public static Html Value(string? text) => new(string.IsNullOrEmpty(text) ? "" : HtmlEncoder.Default.Encode(text));

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part._text)));

    /// <summary>Where the condition holds, else nothing.</summary>
    public static Html If(bool condition, Handler html)
    {
        var text = html.ToStringAndClear();
        return condition ? new Html(text) : Empty;
    }

    /// <summary>The HTML.</summary>
    public override string ToString() => _text ?? "";

    private static string Encode(string? text) => string.IsNullOrEmpty(text) ? "" : HtmlEncoder.Default.Encode(VisibleText.Of(text));

    /// <summary>Collects the parts of an interpolated text.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Handler
    {
        private readonly StringBuilder _html;

        public Handler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string literal) => _html.Append(literal);

        public void AppendFormatted(Html html) => _html.Append(html._text);

        public void AppendFormatted(IEnumerable<Html> parts)
        {
            foreach (var part in parts)
            {
                _html.Append(part._text);
            }
        }

        public void AppendFormatted(string? text) => _html.Append(Encode(text));

        public void AppendFormatted<T>(T value)
            where T : IFormattable => AppendFormatted(value.ToString(null, System.Globalization.CultureInfo.InvariantCulture));

        public void AppendFormatted<T>(T value, string? format)
            where T : IFormattable => AppendFormatted(value.ToString(format, System.Globalization.CultureInfo.InvariantCulture));

        public string ToStringAndClear() => _html.ToString();
    }
}
