using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Keeps conditions as short as one may be: what is longer goes into segments, called after what asks, which are added to the import.</summary>
internal static class LongConditions
{
    /// <summary>So that a few of them fit into one condition, which has at most 10,000 characters.</summary>
    public const int Longest = 2_000;

    /// <summary>So that there is room for those who ask: segments may stand within segments 16 deep.</summary>
    private const int Deepest = 10;

    /// <summary>No condition that only asks for a segment is longer.</summary>
    private const int LongestReference = 150;

    /// <summary>The condition itself, or a segment that says the same.</summary>
    /// <param name="import">Takes the segment.</param>
    /// <param name="name">What the segment is called after.</param>
    /// <param name="condition">The condition.</param>
    public static string Short(Import import, string name, string condition) => condition.Length <= Longest ? condition : InSegment(import, name, condition);

    /// <summary>All hold.</summary>
    public static string All(Import import, string name, IReadOnlyList<string> conditions) => Joined(import, name, conditions, ConditionText.All, ConditionText.All);

    /// <summary>Any holds.</summary>
    public static string Any(Import import, string name, IReadOnlyList<string> conditions) => Joined(import, name, conditions, ConditionText.Any, ConditionText.Any);

    /// <summary>The attribute is one of these texts.</summary>
    public static string InTexts(Import import, string name, string attribute, IReadOnlyCollection<string> texts) => attribute == EvaluationContext.CustomerIdName
        ? Customers(import, name, texts)
        : In(import, name, attribute, texts.Select(ConditionText.Text));

    /// <summary>The attribute is one of these values, written as conditions write them.</summary>
    public static string In(Import import, string name, string attribute, IEnumerable<string> values) =>
        Joined(import, name, [.. values.Distinct(StringComparer.Ordinal)], some => ConditionText.In(attribute, some), ConditionText.Any);

    /// <summary>These customers: in the condition itself where they are few, else in a segment's list.</summary>
    private static string Customers(Import import, string name, IReadOnlyCollection<string> ids)
    {
        var condition = ConditionText.In(EvaluationContext.CustomerIdName, ids.Distinct(StringComparer.Ordinal).Select(ConditionText.Text));
        if (condition.Length <= Longest)
        {
            return condition;
        }

        var listed = new SegmentDefinition { Name = name, Include = CustomerList.Of(ids.Where(CanBeListed).Distinct(StringComparer.Ordinal)) };
        var others = ids.Where(id => !CanBeListed(id)).Select(ConditionText.Text);
        return ConditionText.Any([ConditionText.Segment(Add(import, name, listed)), In(import, name, EvaluationContext.CustomerIdName, others)]);
    }

    /// <summary>Whether lists of customers can hold this id.</summary>
    public static bool CanBeListed(string id) => id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= CustomerList.MaximumIdLength;

    /// <summary>Adds a segment under a free name, which is given back.</summary>
    public static string Add(Import import, string name, SegmentDefinition segment)
    {
        var free = import.FreeSegment(name);
        import.Add(segment with { Name = free });
        return free;
    }

    /// <summary>Parts together; where they are too long, as many as fit become a segment each, and these are put together again.</summary>
    private static string Joined(Import import, string name, IReadOnlyList<string> parts, Func<IEnumerable<string>, string> join, Func<IEnumerable<string>, string> joinSegments)
    {
        var whole = join(parts);
        if (whole.Length <= Longest)
        {
            return whole;
        }

        List<string> segments = [];
        for (var at = 0; at < parts.Count;)
        {
            var (start, length) = (at, 0);
            do
            {
                length += parts[at++].Length;
            }
            while (at < parts.Count && length + parts[at].Length <= Longest / 4 * 3);
            segments.Add(InSegment(import, name, join(parts.Take(start..at))));
        }

        // What is no condition here, or stands too deep, stays as it is; whoever takes the whole finds it.
        return segments.Count == 1 || segments.Exists(segment => segment.Length > LongestReference)
            ? joinSegments(segments)
            : Joined(import, name, segments, joinSegments, joinSegments);
    }

    private static string InSegment(Import import, string name, string condition) => Condition.TryParse(condition, out var when, out _) && Depth(import, when) < Deepest
        ? ConditionText.Segment(Add(import, name, new SegmentDefinition { Name = name, When = when }))
        : condition;

    private static int Depth(Import import, Condition? when) => when is null
        ? 0
        : when.Segments.Select(segment => 1 + Depth(import, import.Segments.GetValueOrDefault(segment.Name)?.When)).DefaultIfEmpty().Max();
}
