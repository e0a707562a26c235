namespace FeatureRollout.Control.Metrics;

/// <summary>
/// The points that earlier looks got from a source that knows the present value alone, within one window: evenly spaced,
/// so that an average is not drawn to any part of it, and the newest always. At most 2,000. Thread-safe.
/// </summary>
internal sealed class MetricHistory(TimeSpan window)
{
    internal const int MostPoints = 2_000;

    private readonly Lock _gate = new();
    private readonly TimeSpan _spacing = window / (MostPoints - 2);
    private readonly List<MetricPoint> _points = [];

    /// <summary>When it was last asked.</summary>
    public DateTimeOffset LastAsked { get; private set; }

    /// <summary>Adds the newest point and returns all within the window.</summary>
    public IReadOnlyList<MetricPoint> Add(MetricPoint point, DateTimeOffset now)
    {
        lock (_gate)
        {
            LastAsked = now;
            if (_points.Count > 0 && _points[^1].At >= point.At)
            {
                _points.RemoveAll(one => one.At >= point.At);
            }
            else if (_points.Count > 1 && _points[^1].At - _points[^2].At < _spacing)
            {
                _points.RemoveAt(_points.Count - 1);
            }

            _points.Add(point);
            _points.RemoveRange(0, _points.TakeWhile(one => one.At < now - window).Count());
            return _points.Count == 0 ? [point] : [.. _points];
        }
    }
}
