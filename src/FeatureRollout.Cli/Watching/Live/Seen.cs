using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Watching.Live;

/// <summary>What a live page knows: the last good picture, and since when there is no newer one.</summary>
/// <typeparam name="T">The picture.</typeparam>
/// <param name="Last">The last good one; null before the first.</param>
/// <param name="At">When that was read.</param>
/// <param name="AwaySince">Since when nothing could be read; null while it can.</param>
/// <param name="Trouble">Why not.</param>
internal sealed record Seen<T>(T? Last, DateTimeOffset At, DateTimeOffset? AwaySince, string? Trouble)
    where T : class
{
    public Seen<T> Missed(string trouble, DateTimeOffset at) => this with { AwaySince = AwaySince ?? at, Trouble = trouble };

    /// <summary>In one sentence; null where the picture is of now.</summary>
    public string? Note(string place) =>
        AwaySince is { } since ? $"As of {Words.Clock(At)}: {place} not reachable since {Words.Clock(since)}. {Trouble}" : null;
}
