using FeatureRollout.Control.Looking;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Simulation.Running;

/// <summary>Does what people do, through the manager. Not thread-safe.</summary>
internal sealed class PeopleAtWork
{
    private readonly RolloutSimulation _settings;
    private readonly IRolloutManager _manager;
    private readonly SimulatedSubject _subject;
    private readonly SimulatedMetrics _metrics;
    private readonly DateTimeOffset _start;
    private readonly Queue<SimulatedAct> _acts;
    private readonly string[] _reported;
    private readonly List<string> _notes = [];
    private DateTimeOffset _nextReport;
    private RolloutState? _waitingIn;
    private DateTimeOffset _waitingUntil;
    private RolloutLook? _look;

    public PeopleAtWork(RolloutSimulation settings, IRolloutManager manager, SimulatedSubject subject, SimulatedMetrics metrics, DateTimeOffset start)
    {
        (_settings, _manager, _subject, _metrics, _start) = (settings, manager, subject, metrics, start);
        _acts = new Queue<SimulatedAct>(settings.People.Acts.OrderBy(act => act.At));
        _reported = [.. settings.Metrics.Keys.Where(metric => settings.Plan.Metrics[metric].Source is null).Order(StringComparer.Ordinal)];
        _nextReport = start;
    }

    /// <summary>What they were refused, in the order in which it happened.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether anything is still scripted.</summary>
    public bool HasMore => _acts.Count > 0;

    private static RolloutActor Actor(string? reason = null) => new(SimulatedPeople.Name, reason);

    /// <summary>Keeps what the controller last saw.</summary>
    public ValueTask<RolloutProgress> Watch(RolloutState state, RolloutLook look, CancellationToken cancellationToken)
    {
        _look = look;
        return ValueTask.FromResult(look.Progress);
    }

    /// <summary>Does what is due.</summary>
    public async ValueTask ActAsync(DateTimeOffset now)
    {
        if (_reported.Length > 0 && now >= _nextReport)
        {
            await ReportAsync().ConfigureAwait(false);
            _nextReport = now + _settings.People.ReportEvery;
        }

        while (_acts.TryPeek(out var act) && _start + act.At <= now)
        {
            _ = _acts.Dequeue();
            await TryAsync(now, () => act.Do(_manager, _settings.Flag.Key)).ConfigureAwait(false);
        }

        if (_subject.Document.Rollout is { } state && !(ReferenceEquals(state, _waitingIn) && now < _waitingUntil))
        {
            (_waitingIn, _waitingUntil) = (state, await ActAsync(state, now).ConfigureAwait(false));
        }
    }

    /// <summary>Gives the time until which nothing is to be done while the state is the same.</summary>
    private async ValueTask<DateTimeOffset> ActAsync(RolloutState state, DateTimeOffset now)
    {
        var people = _settings.People;
        switch (state.Status)
        {
            case RolloutStatus.Draft:
                await StartAsync(state, now).ConfigureAwait(false);
                return now;
            case RolloutStatus.RolledBack when people.RestartAfter is { } pause:
                var restart = state.Passages[^1].Until!.Value + pause;
                if (now >= restart)
                {
                    await StartAsync(state, now).ConfigureAwait(false);
                }

                return restart;
            case RolloutStatus.Paused when people.ResumeAfter is { } pause && state.PercentageByHand is null:
                _waitingUntil = ReferenceEquals(state, _waitingIn) ? _waitingUntil : now + pause;
                if (now >= _waitingUntil)
                {
                    await TryAsync(now, () => _manager.ResumeRolloutAsync(state.Key, Actor("looked into"))).ConfigureAwait(false);
                }

                return _waitingUntil;
            case RolloutStatus.Running:
                var end = GoingOn.EarliestEnd(state);
                if (now >= end)
                {
                    await GoOnAsync(state, now).ConfigureAwait(false);
                }

                return end;
            default:
                return DateTimeOffset.MaxValue;
        }
    }

    private async ValueTask StartAsync(RolloutState state, DateTimeOffset now)
    {
        await SignAsync(state, null, state.Plan.Approvals, state.Plan.Checklist).ConfigureAwait(false);
        await SignAsync(state, state.Plan.Stages[0].Name, [], state.Plan.Stages[0].StartChecklist).ConfigureAwait(false);
        if (RolloutDecider.StartUnmet(_subject.Document.Rollout!, now).Count == 0)
        {
            await TryAsync(now, () => _manager.StartRolloutAsync(state.Key, Actor())).ConfigureAwait(false);
        }
    }

    private async ValueTask GoOnAsync(RolloutState state, DateTimeOffset now)
    {
        var stage = state.Plan.Stages[state.Stage];
        await SignAsync(state, stage.Name, stage.Approvals, stage.EndChecklist).ConfigureAwait(false);
        if (!Standing.IsInLastStage(state))
        {
            var next = state.Plan.Stages[state.Stage + 1];
            await SignAsync(state, next.Name, [], next.StartChecklist).ConfigureAwait(false);
        }

        var present = _subject.Document.Rollout!;
        if (!stage.Automatic && _settings.People.Advance && _look is { } look && look.At > present.StageSince
            && RolloutDecider.AdvanceUnmet(present, look.Judgement, now).Count == 0)
        {
            await TryAsync(now, () => _manager.AdvanceRolloutAsync(state.Key, Actor("everything holds"))).ConfigureAwait(false);
        }
    }

    private async ValueTask SignAsync(RolloutState state, string? stage, IEnumerable<string> approvals, IEnumerable<ChecklistItem> items)
    {
        foreach (var name in approvals.Where(name => !Signatures.IsApproved(state, stage, name) && _settings.People.Approves(name)))
        {
            await _manager.ApproveAsync(state.Key, name, Actor()).ConfigureAwait(false);
        }

        foreach (var item in items.Where(item => !Signatures.IsTicked(state, stage, item.Name) && _settings.People.Ticks(item.Name)))
        {
            await _manager.TickAsync(state.Key, item.Name, Actor()).ConfigureAwait(false);
        }
    }

    private async ValueTask ReportAsync()
    {
        foreach (var metric in _reported)
        {
            if (_metrics.Now(metric) is { } value)
            {
                await _manager.ReportValueAsync(_settings.Flag.Key, metric, value, Actor()).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TryAsync(DateTimeOffset now, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (RolloutRefusedException refused)
        {
            _notes.Add(FormattableString.Invariant($"{now.UtcDateTime:yyyy-MM-dd HH:mm} UTC, refused: {refused.Message}"));
        }
    }
}
