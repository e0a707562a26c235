using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Watching.Reading;

/// <summary>The newest events of a key, read on from where the last reading ended.</summary>
internal sealed class EventTail(IBackend backend)
{
    private const int Kept = 50;
    private const int Page = 1000;

    private readonly Queue<EventResource> _newest = new();
    private string? _key;
    private long _after;

    /// <summary>The newest, oldest first.</summary>
    public async Task<IReadOnlyList<EventResource>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (key != _key)
        {
            (_key, _after) = (key, 0);
            _newest.Clear();
        }

        while (true)
        {
            var read = await backend.DoAsync(Readings.Events(key, _after, Page), cancellationToken);
            foreach (var happened in read.Events)
            {
                _after = Math.Max(_after, happened.Sequence);
                _newest.Enqueue(happened);
                if (_newest.Count > Kept)
                {
                    _newest.Dequeue();
                }
            }

            if (read.Next is not { } next || read.Events.Count == 0)
            {
                return [.. _newest];
            }

            _after = next;
        }
    }
}
