namespace FeatureRollout.Control.Metrics;

/// <summary>
/// The points that earlier looks got from a source that knows the present value alone: as far back as the longest window
/// asked, at most 2,000. Over that, every other point of the older half goes. Thread-safe.
/// </summary>
internal sealed class MetricHistory
{
    internal const int MostPoints = 2_000;

    private readonly Lock _gate = new();
    private readonly List<MetricPoint> _points = [];
    private TimeSpan _longest;

    /// <summary>When it was last asked.</summary>
    public DateTimeOffset LastAsked { get; private set; }

    /// <summary>Adds a point, one of the same moment giving way, and returns those within the window.</summary>
    public IReadOnlyList<MetricPoint> Add(MetricPoint point, TimeSpan window, DateTimeOffset now)
    {
        lock (_gate)
        {
            LastAsked = now;
            _longest = window > _longest ? window : _longest;
            var at = _points.FindLastIndex(one => one.At <= point.At);
            if (at >= 0 && _points[at].At == point.At)
            {
                _points[at] = point;
            }
            else
            {
                _points.Insert(at + 1, point);
            }

            _points.RemoveAll(one => one.At < now - _longest || one.At > now);
            if (_points.Count > MostPoints)
            {
                Thin();
            }

            return [.. _points.Where(one => one.At >= now - window)];
        }
    }

    private void Thin()
    {
        var index = 0;
        var half = _points.Count / 2;
        _points.RemoveAll(_ => index++ < half && index % 2 == 0);
    }
}
