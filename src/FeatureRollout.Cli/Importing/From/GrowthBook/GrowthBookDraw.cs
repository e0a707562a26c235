using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>What is hashed and how: two draws that are equal put everybody in the same place.</summary>
/// <param name="Scale">The numbers that come out.</param>
/// <param name="Seed">What is hashed with the value.</param>
/// <param name="Attribute">The attribute whose value is hashed; <c>customerId</c> for the customer's own.</param>
internal sealed record GrowthBookDraw(GrowthBookScale Scale, string Seed, string Attribute)
{
    /// <summary>Holds for those who can be drawn.</summary>
    public string HasValue => Known.Attribute(Attribute);
}

/// <summary>A draw that lets only some on: a namespace, a filter.</summary>
/// <param name="Draw">The draw.</param>
/// <param name="Lets">For each number whether it lets on.</param>
/// <param name="At">Where it stands.</param>
internal sealed record GrowthBookFilter(GrowthBookDraw Draw, bool[] Lets, SourceNode At);

/// <summary>A rule as it is asked here.</summary>
/// <param name="When">The condition.</param>
/// <param name="Draw">How it draws; null for one that takes everybody.</param>
/// <param name="Runs">How many numbers of the draw one after another give which of the feature's values, or <see cref="Next"/>; one run where nothing is drawn.</param>
/// <param name="At">Where it stands.</param>
internal sealed record GrowthBookStep(string When, GrowthBookDraw? Draw, IReadOnlyList<GrowthBookRun> Runs, SourceNode At)
{
    public GrowthBookStep(string when, GrowthBookDraw? draw, int[] values, SourceNode at)
        : this(when, draw, GrowthBookRun.Of(values.Select(value => new GrowthBookRun(value, 1))), at)
    {
    }

    /// <summary>In place of a value: the next rule is asked.</summary>
    public const int Next = -1;

    /// <summary>The share as it is written; null where there is none.</summary>
    public double? Coverage { get; init; }
}

/// <summary>Some numbers of a draw, one after another, that give the same.</summary>
internal readonly record struct GrowthBookRun(int Value, int Count)
{
    /// <summary>The same with neighbours of one value put together.</summary>
    public static IReadOnlyList<GrowthBookRun> Of(IEnumerable<GrowthBookRun> runs)
    {
        List<GrowthBookRun> joined = [];
        foreach (var run in runs)
        {
            if (joined is [.., var last] && last.Value == run.Value)
            {
                joined[^1] = last with { Count = last.Count + run.Count };
            }
            else
            {
                joined.Add(run);
            }
        }

        return joined;
    }
}
