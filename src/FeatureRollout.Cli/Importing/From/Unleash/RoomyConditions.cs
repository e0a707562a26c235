namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Joins conditions, and moves into segments of their own what would make one too long.</summary>
internal sealed class RoomyConditions(Import import)
{
    /// <summary>A list of this many characters is still read by people.</summary>
    private const int LongestList = 1_000;

    private const int LongestPart = 4_000;

    private const int LongestWhole = 8_000;

    private int _moved;

    /// <summary>The attribute is one of these texts.</summary>
    /// <param name="owner">The flag or segment that says so.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="values">The texts.</param>
    public string In(string owner, string attribute, IReadOnlyCollection<string> values)
    {
        var condition = ConditionText.In(attribute, values.Select(ConditionText.Text));
        if (condition.Length <= LongestList)
        {
            return condition;
        }

        if (attribute == "customerId")
        {
            var name = NewName(owner);
            import.Add(new SegmentDefinition { Name = name, Include = CustomerList.Of(values.Where(IsListable)) });
            var others = values.Where(value => !IsListable(value)).Select(value => ConditionText.In(attribute, [ConditionText.Text(value)]));
            return Any(owner, [ConditionText.Segment(name), .. others]);
        }

        return Any(owner, [.. values.Chunk(20).Select(chunk => ConditionText.In(attribute, chunk.Select(ConditionText.Text)))]);
    }

    /// <summary>Whether a list of customers can hold the id.</summary>
    public static bool IsListable(string id) => id.Length is > 0 and <= CustomerList.MaximumIdLength / 3;

    /// <summary>Any holds.</summary>
    public string Any(string owner, IReadOnlyList<string> conditions)
    {
        var whole = ConditionText.Any(conditions);
        if (whole.Length <= LongestPart)
        {
            return whole;
        }

        List<string> segments = [];
        List<string> part = [];
        var length = 0;
        foreach (var condition in conditions)
        {
            if (length + condition.Length > LongestPart && part.Count > 0)
            {
                segments.Add(Move(owner, ConditionText.Any(part)));
                part.Clear();
                length = 0;
            }

            part.Add(condition);
            length += condition.Length + 6;
        }

        segments.Add(Move(owner, ConditionText.Any(part)));
        return ConditionText.Any(segments);
    }

    /// <summary>All hold.</summary>
    public string All(string owner, IReadOnlyList<string> conditions)
    {
        var whole = ConditionText.All(conditions);
        return whole.Length <= LongestWhole
            ? whole
            : ConditionText.All(conditions.Select(condition => condition.Length > LongestList / 5 ? Move(owner, condition) : condition));
    }

    private string Move(string owner, string condition)
    {
        var name = NewName(owner);
        import.Add(new SegmentDefinition { Name = name, When = Condition.Parse(condition) });
        return ConditionText.Segment(name);
    }

    private string NewName(string owner)
    {
        string name;
        do
        {
            name = import.SegmentFor(FormattableString.Invariant($"{owner} {++_moved}"));
        }
        while (import.Segments.ContainsKey(name));
        return name;
    }
}
