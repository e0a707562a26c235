namespace FeatureRollout.Cli.Hygiene;

/// <summary>A place in the source.</summary>
/// <param name="File">The file, from the folder that was scanned.</param>
/// <param name="Line">The line, from 1.</param>
internal readonly record struct SourcePlace(string File, int Line);

/// <summary>Where a name stands in the source: how often, and the first places.</summary>
internal sealed class SourceUses
{
    /// <summary>So many places are kept; whoever looks for more has an editor.</summary>
    public const int Most = 20;

    private readonly List<SourcePlace> _places = [];

    public int Count { get; private set; }

    public IReadOnlyList<SourcePlace> Places => _places;

    public void Add(SourcePlace place)
    {
        Count++;
        if (_places.Count < Most && (_places.Count == 0 || _places[^1] != place))
        {
            _places.Add(place);
        }
    }
}
