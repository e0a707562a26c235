using FeatureRollout.Control;
using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Managing;
using FeatureRollout.Control.Metrics;
using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout.Simulation.Running;

/// <summary>One run: the parts that production has, put together around a clock that is set by hand.</summary>
internal sealed class SimulationRun : IDisposable
{
    public const string Environment = "simulation";

    private const int EventsPerReading = 10_000;

    private static readonly DateOnly UsualStart = new(2026, 1, 5);
    private static readonly TimeSpan LongestFlow = TimeSpan.FromMinutes(1);

    private readonly RolloutSimulation _settings;
    private readonly ITrafficFlow _flow;
    private readonly DateTimeOffset _start;
    private readonly SimulationClock _clock;
    private readonly MemoryRolloutStore _store;
    private readonly RequestCounter _counter;
    private readonly SimulatedSubject _subject;
    private readonly RolloutController _controller;
    private readonly RolloutManager _manager;
    private readonly PeopleAtWork _people;
    private readonly List<string> _troubles = [];

    public SimulationRun(RolloutSimulation settings)
    {
        _settings = settings with { Plan = SimulatedMetrics.ReadBy(settings.Plan) };
        _flow = settings.Traffic.Open(settings.Seed, settings.Start);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(settings.Plan.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var midnight = (settings.Plan.Start ?? UsualStart).ToDateTime(TimeOnly.MinValue);
        _start = (settings.Start ?? _flow.Start ?? new DateTimeOffset(midnight, zone.GetUtcOffset(midnight))).ToUniversalTime();
        _clock = new SimulationClock(_start);
        _store = new MemoryRolloutStore(_clock);
        _counter = new RequestCounter(zone);
        _subject = new SimulatedSubject(_settings, _store, _clock, _counter);
        var metrics = new SimulatedMetrics(_settings, _clock, _start, _subject.Moments);
        var writer = new RolloutWriter(_store, Environment);
        var looker = new RolloutLooker(_subject, new MetricSampler([metrics], _clock, Timeout.InfiniteTimeSpan), Environment, settings.Interval);
        _manager = new RolloutManager(_store, Environment, _subject, writer, looker, channels: null, _clock);
        _people = new PeopleAtWork(_settings, _manager, _subject, metrics, _start);
        _controller = new RolloutController(_store, Environment, _subject, writer, looker, notice => _troubles.Add(notice.Message)) { Looked = _people.Watch };
    }

    public async Task<SimulationResult> RunAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken).ConfigureAwait(false);
        var looks = 0;
        while (!IsOver())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Flow(_settings.Interval);
            await _people.ActAsync(_clock.Now).ConfigureAwait(false);
            _ = await _controller.LookAsync(cancellationToken).ConfigureAwait(false);
            looks++;
            _settings.Looked?.Invoke(_clock.Now - _start);
        }

        var state = _subject.Document.Rollout!;
        var isUnderWay = state.Status is RolloutStatus.Draft or RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused;
        return new SimulationResult(_counter, _subject.Moments, _start, _clock.Now)
        {
            Rollout = state,
            Seed = _settings.Seed,
            Looks = looks,
            Events = await EventsAsync(cancellationToken).ConfigureAwait(false),
            Unmet = isUnderWay ? (await _manager.AssessAsync(state.Key, cancellationToken).ConfigureAwait(false)).Unmet : [],
            Notes = [.. _flow.Notes, .. _people.Notes, .. _troubles],
        };
    }

    public void Dispose() => _flow.Dispose();

    private async ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        await _manager.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = _settings.Flag.Key,
                MoreFlags = _settings.MoreFlags,
                Plan = _settings.Plan,
                WhitelistedCustomers = _settings.WhitelistedCustomers,
                RollbackThreshold = _settings.RollbackThreshold,
            },
            new RolloutActor(SimulatedPeople.Name),
            cancellationToken).ConfigureAwait(false);
        await _people.ActAsync(_start).ConfigureAwait(false);
    }

    /// <summary>Lets requests come, in pieces no longer than the minutes by which they are counted.</summary>
    private void Flow(TimeSpan time)
    {
        for (var until = _clock.Now + time; _clock.Now < until;)
        {
            var from = _clock.Now;
            var to = until - from > LongestFlow ? from + LongestFlow : until;
            _flow.Flow(from, to, _subject.Presence, FaultAt(from), _counter);
            _clock.Now = to;
        }
    }

    private ActiveFault FaultAt(DateTimeOffset at)
    {
        var (succeed, factor, isActive) = (1.0, 1.0, false);
        foreach (var fault in _settings.Faults)
        {
            if (_subject.Presence.IsOn && _subject.Presence.Percentage >= fault.FromPercentage && at - _start >= fault.From && !(at - _start >= fault.Until))
            {
                (succeed, factor, isActive) = (succeed * (1 - fault.ErrorRate), factor * fault.LatencyFactor, true);
            }
        }

        return new ActiveFault(isActive, 1 - succeed, factor);
    }

    private bool IsOver()
    {
        if (_clock.Now - _start >= _settings.MaximumDuration || _flow.HasEnded)
        {
            return true;
        }

        return !_people.HasMore && _subject.Document.Rollout!.Status switch
        {
            RolloutStatus.Completed or RolloutStatus.Killed => true,
            RolloutStatus.RolledBack => _settings.People.RestartAfter is null,
            _ => false,
        };
    }

    private async ValueTask<IReadOnlyList<RolloutEvent>> EventsAsync(CancellationToken cancellationToken)
    {
        var all = new List<RolloutEvent>();
        while (await _store.ReadEventsAsync(Environment, null, all.Count == 0 ? 0 : all[^1].Sequence, EventsPerReading, cancellationToken).ConfigureAwait(false) is { Count: > 0 } more)
        {
            all.AddRange(more);
        }

        return all;
    }
}
