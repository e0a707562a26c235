using FeatureRollout.Outcomes;
using FeatureRollout.Simulation.Drawing;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>Requests as a log has them; a fault makes some of those with the feature on fail that did not.</summary>
internal sealed class RecordedFlow : ITrafficFlow
{
    private static readonly TimeSpan MostLate = TimeSpan.FromHours(1);
    private static readonly long[] One = [1];

    private readonly Func<IRequestLog> _open;
    private readonly bool _repeat;
    private readonly RandomStream _faults;
    private readonly HashSet<string> _customers = new(StringComparer.Ordinal);
    private IRequestLog _log;
    private RecordedRequest? _next;
    private TimeSpan _shift;
    private DateTimeOffset _last;
    private IReadOnlyList<string>? _notes;

    public RecordedFlow(Func<IRequestLog> open, bool repeat, ulong seed)
    {
        (_open, _repeat, _faults) = (open, repeat, new RandomStream(seed, 5));
        _log = open();
        _next = _log.Next() ?? throw _log.Empty();
        _last = _next.Value.At;
        var first = _last.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute;
        Start = new DateTimeOffset(first, TimeSpan.Zero);
    }

    public DateTimeOffset? Start { get; }

    /// <summary>Of the log's first run.</summary>
    public IReadOnlyList<string> Notes => _notes ?? _log.Notes;

    public bool HasEnded => _next is null;

    /// <summary>Of those that have come so far.</summary>
    public long CustomersIn(Presence presence) => _customers.Count(customer => presence.Of(customer).Enabled);

    public void Flow(DateTimeOffset from, DateTimeOffset until, Presence presence, in ActiveFault fault, RequestCounter counter)
    {
        while (_next is { } request && request.At + _shift < until)
        {
            _customers.Add(request.CustomerId);
            var (enabled, drawn) = presence.Of(request.CustomerId);
            var isFaulty = enabled && fault.IsActive;
            if (isFaulty)
            {
                counter.Expose(request.CustomerId);
            }

            var failed = request.Failed || (isFaulty && _faults.NextUnit() < fault.ErrorRate);
            var latency = request.Latency is { } took ? took * (isFaulty ? fault.LatencyFactor : 1) : (TimeSpan?)null;
            counter.Count(
                until, enabled, drawn, failed ? 0 : 1, failed ? 1 : 0,
                latency is { } time ? LatencyBuckets.Of(time.Ticks) : 0, latency is null ? [] : One);
            Advance(request);
        }
    }

    public void Dispose() => _log.Dispose();

    private void Advance(RecordedRequest request)
    {
        _last = request.At > _last ? request.At : _last;
        _next = _log.Next();
        if (_next is { } next && _last - next.At > MostLate)
        {
            throw _log.Error(next.Line, $"the request comes more than an hour before one above it; sort the log by time");
        }

        if (_next is null && _repeat)
        {
            _notes ??= _log.Notes;
            _log.Dispose();
            _log = _open();
            _next = _log.Next();
            _shift += TimeSpan.FromDays(Math.Floor((_last - Start!.Value).TotalDays) + 1);
            _last = Start!.Value;
        }
    }
}
