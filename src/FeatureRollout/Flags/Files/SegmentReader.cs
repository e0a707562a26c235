namespace FeatureRollout.Flags.Files;

/// <summary>Reads segments.</summary>
internal static class SegmentReader
{
    private static readonly MemberNames Names = new("a segment", "when", "include", "exclude", "source");

    /// <summary>Reads segments by name.</summary>
    public static Dictionary<string, SegmentDefinition> ReadSegments(ref JsonCursor cursor)
    {
        var segments = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal);
        if (!cursor.IsObject("an object of segments by name"))
        {
            return segments;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var name, out var at))
        {
            segments.Add(name, ReadSegment(ref cursor, name, at));
        }

        return segments;
    }

    private static SegmentDefinition ReadSegment(ref JsonCursor cursor, string name, int at)
    {
        var segment = new SegmentDefinition { Name = name };
        if (!cursor.IsObject("an object with the segment's members"))
        {
            return segment;
        }

        var members = new Members(Names);
        while (members.Next(ref cursor, out var member))
        {
            segment = member switch
            {
                "when" => segment with { When = RuleReader.ReadCondition(ref cursor, Owner.Segment(name), member) },
                "include" => segment with { Include = AudienceReader.ReadCustomers(ref cursor) },
                "exclude" => segment with { Exclude = AudienceReader.ReadCustomers(ref cursor) },
                _ => segment with { Source = cursor.ReadText("the name of a source", 128, mayBeEmpty: false) },
            };
        }

        if (!cursor.Reading.IsStored && Names.Names.All(member => members.Lacks(member)))
        {
            cursor.Refuse(at, "a segment needs one of \"when\", \"include\", \"exclude\", \"source\"");
        }

        return segment;
    }
}
