namespace FeatureRollout.Cli.Watching.Drawing;

/// <summary>A part of a page.</summary>
/// <param name="Rank">Who gets room first where there is too little: 1 before 2.</param>
/// <param name="Least">So many lines are worth showing when there is little room.</param>
/// <param name="Brief">Its lines.</param>
/// <param name="Full">Its lines where there is much room.</param>
internal sealed record Section(int Rank, int Least, IReadOnlyList<Line> Brief, IReadOnlyList<Line>? Full = null)
{
    /// <summary>What can be seen of sections in their order within a height: at first the least of each, by rank, then all of each, then its full form.</summary>
    /// <param name="sections">In the order of the page.</param>
    /// <param name="height">In lines; null for no limit.</param>
    /// <param name="hidden">How many lines are not shown.</param>
    public static IReadOnlyList<Line> Arrange(IReadOnlyList<Section> sections, int? height, out int hidden)
    {
        hidden = 0;
        if (height is not { } room)
        {
            return [.. sections.SelectMany(section => section.Full ?? section.Brief)];
        }

        var given = new int[sections.Count];
        var byRank = Enumerable.Range(0, sections.Count).OrderBy(each => sections[each].Rank).ToArray();
        foreach (var each in byRank)
        {
            given[each] = Math.Min(room, Math.Min(sections[each].Least, sections[each].Brief.Count));
            room -= given[each];
        }

        foreach (var each in byRank)
        {
            var more = Math.Min(room, sections[each].Brief.Count - given[each]);
            given[each] += more;
            room -= more;
        }

        for (var each = 0; each < given.Length; each++)
        {
            if (given[each] == 1 && sections[each].Brief[0].Spans.Count == 0)
            {
                // A line that only keeps apart from nothing.
                (given[each], room) = (0, room + 1);
            }
        }

        var isFull = new bool[sections.Count];
        foreach (var each in byRank.Where(each => given[each] == sections[each].Brief.Count))
        {
            var more = (sections[each].Full?.Count ?? int.MaxValue) - given[each];
            if (sections[each].Full is not null && more <= room)
            {
                isFull[each] = true;
                room -= more;
            }
        }

        var lines = new List<Line>();
        for (var each = 0; each < sections.Count; each++)
        {
            var own = isFull[each] ? sections[each].Full! : sections[each].Brief;
            var shown = isFull[each] ? own.Count : given[each];
            lines.AddRange(own.Take(shown));
            hidden += own.Take(own.Count).Skip(shown).Count(line => line.Spans.Count > 0);
        }

        return lines;
    }
}
