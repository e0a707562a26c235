using System.Globalization;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Ofrep;

/// <summary>
/// Tells clients that they should ask again. An event has no content, so that nothing is in it that somebody may not see. Its id names the process
/// and the version: who reconnects after missing one is told at once.
/// </summary>
/// <param name="flags">Whose changes.</param>
/// <param name="time">Measures silence.</param>
/// <param name="stopping">When the host stops, which would otherwise wait for every stream.</param>
/// <param name="maximum">Streams at once.</param>
internal sealed class EventStreams(IFeatureFlags flags, TimeProvider time, CancellationToken stopping, int maximum = EventStreams.Maximum)
{
    /// <summary>Streams at once in this process; each is a connection that does nothing.</summary>
    public const int Maximum = 10_000;

    /// <summary>How long after a change a new stream begins with an event: its client may have asked for the flags just before that.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly ChangeStreams _streams = new(flags, time, maximum, stopping);
    private readonly string _process = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Serves one stream until its client or the host ends it; false, with nothing written, where there are too many.</summary>
    public Task<bool> TryServeAsync(HttpContext context) => _streams.TryServeAsync(context, () => First(context.Request), change => Refetch(Mark(change.Version)));

    private string First(HttpRequest request)
    {
        var snapshot = flags.For(default).Snapshot;
        var mark = Mark(snapshot?.Version ?? 0);
        string? last = request.Headers["Last-Event-ID"];
        var isBehind = string.IsNullOrEmpty(last)
            ? snapshot is not null && time.GetUtcNow() - snapshot.CompiledAt < Recent
            : last != mark;
        return isBehind ? Refetch(mark) : $"id: {mark}\n\n";
    }

    private string Mark(long version) => string.Create(CultureInfo.InvariantCulture, $"{_process}-{version}");

    private static string Refetch(string mark) => $"id: {mark}\nevent: message\ndata: {{\"type\":\"refetchEvaluation\"}}\n\n";
}
