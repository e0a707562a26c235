using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Simulating;

/// <summary>Settings on one line, such as <c>errors=5% from=2d until=3d</c>, each at most once, apart by spaces or commas. Not thread-safe.</summary>
internal sealed class Assignments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="text">The line.</param>
    /// <param name="names">The names that there are.</param>
    /// <exception cref="FormatException">It is none, or has a name that there is not.</exception>
    public Assignments(string text, params string[] names)
    {
        foreach (var part in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
            {
                throw new FormatException($"\"{Plain.Text(part)}\" is no setting such as {names[0]}=…");
            }

            var name = part[..equals];
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw new FormatException($"there is no setting \"{Plain.Text(name)}\"{(NearestName.To(name, names) is { } near ? $"; is \"{near}\" meant?" : $"; there are {string.Join(", ", names)}.")}");
            }

            if (!_values.TryAdd(name, part[(equals + 1)..]))
            {
                throw new FormatException($"\"{name}\" is set twice.");
            }
        }
    }

    /// <summary>A value; null where it is not set.</summary>
    /// <exception cref="FormatException">It is none of its kind.</exception>
    public T? Get<T>(string name, TryRead<T> read, string expected)
        where T : struct =>
        !_values.TryGetValue(name, out var text) ? null
        : read(text, out var value) ? value
        : throw new FormatException($"{name}={Plain.Text(text)} is not {expected}.");
}
