using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>
/// The path to a value, such as <c>$.flags["my flag"].rules[0]</c>. It knows only its last step and what is above, so that a deep
/// file with long names takes no more than its own length; the text is made when somebody asks. Immutable.
/// </summary>
internal sealed class SourcePath
{
    private const int LongestName = 80;

    /// <summary>The whole file.</summary>
    public static readonly SourcePath Root = new(above: null, name: null, index: 0);

    private readonly SourcePath? _above;
    private readonly string? _name;
    private readonly int _index;

    private SourcePath(SourcePath? above, string? name, int index) => (_above, _name, _index) = (above, name, index);

    /// <summary>The path of a member.</summary>
    public SourcePath Member(string name) => new(this, name, 0);

    /// <summary>The path of an item, from 0.</summary>
    public SourcePath Item(int index) => new(this, name: null, index);

    /// <summary>The text; a very long name is cut.</summary>
    public override string ToString()
    {
        var steps = new Stack<SourcePath>();
        for (var step = this; step._above is not null; step = step._above)
        {
            steps.Push(step);
        }

        var text = new StringBuilder("$");
        foreach (var step in steps)
        {
            _ = step._name is { } name ? Append(text, name) : text.Append(CultureInfo.InvariantCulture, $"[{step._index}]");
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, string name)
    {
        var shown = name.Length > LongestName ? name[..LongestName] + "…" : name;
        return shown.Length > 0 && shown.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '_' or '-')
            ? text.Append('.').Append(shown)
            : text.Append("[\"").Append(shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
    }
}
