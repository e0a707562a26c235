using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Reads segments, and finds them by id.</summary>
internal sealed class UnleashSegments(Import import, UnleashConstraints constraints)
{
    private static readonly string[] Known = ["id", "name", "constraints", "description", "project", "createdBy", "createdAt"];

    private readonly Dictionary<string, UnleashMeaning> _segments = new(StringComparer.Ordinal);

    /// <summary>Reads them all into the import.</summary>
    public void Read(IEnumerable<SourceNode> segments)
    {
        foreach (var segment in segments)
        {
            import.LoseOthers(segment.Members, Known);
            if (segment.TextOf("id") is not { } id || _segments.ContainsKey(id))
            {
                import.Lose(segment, "This segment has no id, or that of another; it is passed over.");
                continue;
            }

            var name = import.SegmentFor(segment.TextOf("name") ?? "segment-" + id);
            if (import.Segments.ContainsKey(name))
            {
                name = import.SegmentFor($"{segment.TextOf("name")} {id}");
            }

            var meaning = constraints.Read(name, segment.ItemsOf("constraints"));
            import.Add(new SegmentDefinition { Name = name, When = Condition.Parse(meaning.When) });
            if (meaning.Window != ClockWindow.Always)
            {
                import.Tell(segment, $"The times of the segment \"{name}\" are carried by the flags that ask for it.");
            }

            _segments.Add(id, meaning with { When = ConditionText.Segment(name) });
        }
    }

    /// <summary>The segment that a strategy names by its id; one that is not there is nobody's, as in Unleash.</summary>
    public UnleashMeaning Of(SourceNode reference)
    {
        if (_segments.TryGetValue(reference.Text, out var meaning))
        {
            return meaning;
        }

        import.Tell(reference, $"There is no segment {reference.Text}; as in Unleash, nobody is in it.");
        return new UnleashMeaning(ConditionText.Never, ClockWindow.Always);
    }
}
