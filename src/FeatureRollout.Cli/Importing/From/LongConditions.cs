using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Keeps conditions as short as one may be: what is longer goes into segments that are added to the import.</summary>
internal static class LongConditions
{
    /// <summary>So that a few of them fit into one condition, which has at most 10,000 characters.</summary>
    private const int Longest = 2_000;

    /// <summary>The condition itself, or a segment that says the same.</summary>
    /// <param name="import">Takes the segment.</param>
    /// <param name="name">What the segment is called after.</param>
    /// <param name="condition">The condition.</param>
    public static string Short(Import import, string name, string condition) =>
        condition.Length <= Longest ? condition : InSegment(import, name, new SegmentDefinition { Name = name, When = Condition.Parse(condition) });

    /// <summary>Any of many values, in as many parts as it takes.</summary>
    /// <param name="import">Takes the segments.</param>
    /// <param name="name">What they are called after.</param>
    /// <param name="values">The values as conditions write them.</param>
    /// <param name="condition">The condition for some of them, which is not longer than a few times their texts.</param>
    public static string Any(Import import, string name, IEnumerable<string> values, Func<IReadOnlyList<string>, string> condition)
    {
        List<string> parts = [];
        List<string> some = [];
        var length = 0;
        foreach (var value in values)
        {
            if (length + value.Length > Longest / 4 * 3 && some.Count > 0)
            {
                parts.Add(condition(some));
                some.Clear();
                length = 0;
            }

            some.Add(value);
            length += value.Length + 2;
        }

        if (some.Count > 0)
        {
            parts.Add(condition(some));
        }

        return parts.Count <= 1
            ? Short(import, name, ConditionText.Any(parts))
            : ConditionText.Any(parts.Select(part => InSegment(import, name, new SegmentDefinition { Name = name, When = Condition.Parse(part) })));
    }

    /// <summary>These customers: in the condition itself where they are few, else in a segment's list.</summary>
    public static string Customers(Import import, string name, IReadOnlyCollection<string> ids)
    {
        var condition = ConditionText.In("customerId", ids.Distinct(StringComparer.Ordinal).Select(ConditionText.Text));
        return condition.Length <= Longest
            ? condition
            : InSegment(import, name, new SegmentDefinition { Name = name, Include = CustomerList.Of(ids.Where(CanBeListed).Distinct(StringComparer.Ordinal)) });
    }

    /// <summary>Whether lists of customers can hold this id.</summary>
    public static bool CanBeListed(string id) => id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= CustomerList.MaximumIdLength;

    /// <summary>Adds a segment under a free name, which is given back.</summary>
    public static string Add(Import import, string name, SegmentDefinition segment)
    {
        for (var i = 1; ; i++)
        {
            // No name of a tool has the zero: what is made here never takes the name of what is read.
            var free = import.SegmentFor(i == 1 ? name + "\0" : string.Create(CultureInfo.InvariantCulture, $"{name}.{i}\0"));
            if (!import.Segments.ContainsKey(free))
            {
                import.Add(segment with { Name = free });
                return free;
            }
        }
    }

    private static string InSegment(Import import, string name, SegmentDefinition segment) => ConditionText.Segment(Add(import, name, segment));
}
