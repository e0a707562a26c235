using System.Collections.Concurrent;

namespace FeatureRollout.Control.History;

/// <summary>
/// Notes every five seconds what this process has counted of the flags under way, so that a rollout that goes up and breaks within two minutes
/// can be seen. A flag that is under way no more, such as after a rollback, is noted for as long as its steps are kept. Thread-safe.
/// </summary>
internal sealed class OutcomeRecorder(IRolloutSubject subject, TimeProvider time)
{
    /// <summary>Of more flags nothing is noted.</summary>
    internal const int MostFlags = 1_000;

    private readonly ConcurrentDictionary<string, OutcomeTrack> _tracks = new(StringComparer.Ordinal);

    /// <summary>Notes at the end of each step until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Note();
            var step = FineOutcomes.Step.Ticks;
            await Task.Delay(TimeSpan.FromTicks(step - (time.GetUtcNow().UtcTicks % step)), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes now what is under way or was a moment ago.</summary>
    public void Note()
    {
        foreach (var (flag, track) in _tracks)
        {
            if (time.GetElapsedTime(track.WantedAt) > FineOutcomes.Kept)
            {
                _tracks.TryRemove(flag, out _);
            }
        }

        foreach (var flag in subject.FlagsUnderWay)
        {
            if (_tracks.TryGetValue(flag, out var track))
            {
                track.WantedAt = time.GetTimestamp();
            }
            else if (_tracks.Count < MostFlags)
            {
                _tracks[flag] = new OutcomeTrack(subject.StaysOf(flag)) { WantedAt = time.GetTimestamp() };
            }
        }

        foreach (var (flag, track) in _tracks)
        {
            track.Note(subject.StaysOf(flag));
        }
    }

    /// <summary>What was noted of a flag, brought up to date; null for nothing.</summary>
    public NotedOutcomes? Of(string flag, CountedStays counted)
    {
        var track = _tracks.GetValueOrDefault(flag);
        track?.Note(counted);
        return track?.Noted;
    }
}
