using FeatureRollout.Control.History;
using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Control.Reports;
using FeatureRollout.Control.Sharing;
using FeatureRollout.Criteria;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Managing;

/// <summary>People's side of rollouts: checks who asks for what and why, and leaves what it does to the state machine.</summary>
internal sealed class RolloutManager(
    IRolloutStateStore store, string environment, IRolloutSubject subject, RolloutWriter writer, RolloutLooker looker, NotificationQueue? channels, TimeProvider time, FleetView? fleet = null, OutcomeRecorder? recorder = null)
    : IRolloutManager
{
    private readonly PlanChoice _plans = new(subject);
    private readonly KnownFlags _known = new(store, environment, subject);
    private readonly FlagOverviews _overviews = new(store, environment, subject);
    private readonly ReportGathering _reports = new(store, environment, looker);
    private readonly FleetView _fleet = fleet ?? new FleetView(store, environment, subject, ProcessIdentity.New(), served: null, reporter: null, time);

    public string Environment => environment;

    public IReadOnlyDictionary<string, PlanDefinition> Plans => _plans.All;

    public IRolloutManager IfVersion(long version)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        return At(version);
    }

    public async Task<RolloutState> CreateRolloutAsync(RolloutCreation creation, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(creation);
        Names.ThrowIfNoFlag(creation.FeatureName, nameof(creation));
        foreach (var flag in creation.MoreFlags)
        {
            Names.ThrowIfNoFlag(flag, nameof(creation));
        }

        var plan = _plans.Of(creation);
        var declared = _plans.Declared(creation.FeatureName);
        string[] flags = [.. creation.MoreFlags.Concat(declared?.MoreFlags ?? []).Prepend(creation.FeatureName).Distinct(StringComparer.Ordinal)];
        await _known.ThrowIfMovedElsewhereAsync(creation.FeatureName, flags, cancellationToken).ConfigureAwait(false);
        var customers = CustomerList.Of(creation.WhitelistedCustomers.Concat(declared?.Customers ?? CustomerList.Empty).Distinct(StringComparer.Ordinal));
        var change = new RolloutChange.Created(flags, plan, _plans.Copy(flags), customers, creation.ObserveOnly || declared?.ObserveOnly == true);
        return (await WriteAsync(creation.FeatureName, actor, _ => change, cancellationToken, mayBeNew: true).ConfigureAwait(false)).Rollout!;
    }

    public async Task<RolloutState> StartRolloutAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default)
    {
        if (await GetRolloutConfigAsync(key, cancellationToken).ConfigureAwait(false) is null
            && _plans.Declared(key) is not null)
        {
            await CreateRolloutAsync(new RolloutCreation { FeatureName = key }, actor, cancellationToken).ConfigureAwait(false);
            if (writer.Expected is { } version)
            {
                // Nobody wrote between what was seen and the creation, and nobody may between that and the start.
                return await At(version + 1).StartRolloutAsync(key, actor, force, cancellationToken).ConfigureAwait(false);
            }
        }

        return await ChangeAsync(key, actor, force, (state, now) => ValueTask.FromResult<AskedChange>(
            new(new RolloutChange.Started(), RolloutDecider.StartUnmet(state, now), "It cannot start yet.")), cancellationToken).ConfigureAwait(false);
    }

    public Task<RolloutState> AdvanceRolloutAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force, async (state, now) =>
        {
            await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
            var look = await looker.LookAsync(state, await ProgressAsync(key, cancellationToken).ConfigureAwait(false), now, cancellationToken).ConfigureAwait(false);
            return new AskedChange(
                look.Complete(RolloutDecider.NextMove(state), state),
                RolloutDecider.AdvanceUnmet(state, look.Judgement, now),
                "It cannot go on yet.")
            {
                Readings = look.Judgement.AdvanceWhen,
            };
        }, cancellationToken);

    public Task<RolloutState> HoldRolloutAsync(string key, TimeSpan extension, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(extension, TimeSpan.Zero);
        return ChangeAsync(key, actor, force: false, (state, now) => ValueTask.FromResult<AskedChange>(
            new(new RolloutChange.Held((state.HeldUntil > now ? state.HeldUntil.Value : now) + extension))), cancellationToken);
    }

    public Task<RolloutState> PauseRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeRolloutAsync(key, actor, new RolloutChange.Paused(), cancellationToken);

    public Task<RolloutState> ResumeRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeRolloutAsync(key, actor, new RolloutChange.Resumed(), cancellationToken);

    public Task<RolloutState> MoveBackRolloutAsync(string key, string? stage, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(
            new(new RolloutChange.MovedBack(stage is null ? state.Stage - 1 : Names.StageOf(state, stage)))), cancellationToken);

    public async Task RollbackFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        Names.ThrowIfNoReason(actor, "A rollback");
        await _known.ThrowIfMovedElsewhereAsync(key, [key], cancellationToken).ConfigureAwait(false);
        await WriteAsync(key, actor, _ => new RolloutChange.RolledBack(), cancellationToken).ConfigureAwait(false);
    }

    public async Task KillFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        Names.ThrowIfNoReason(actor, "A kill");
        await WriteAsync(key, actor, _ => new RolloutChange.Killed(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> ReviveFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        await WriteAsync(key, actor, _ => new RolloutChange.Revived(), cancellationToken).ConfigureAwait(false);
        return subject.KillersOf(key);
    }

    public Task<RolloutState> ApproveAsync(string key, string approval, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(new(Names.ApprovalOf(state, approval))), cancellationToken);

    public Task<RolloutState> TickAsync(string key, string item, RolloutActor actor, bool done = true, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(new(Names.TickOf(state, item, done))), cancellationToken);

    public async Task<string> ReportIncidentAsync(string key, string severity, string text, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(severity);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var state = await ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(
            new(new RolloutChange.IncidentReported(Names.NextIncident(state), severity, text))), cancellationToken).ConfigureAwait(false);
        return state.Incidents[^1].Id;
    }

    public Task<RolloutState> ResolveIncidentAsync(string key, string id, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeRolloutAsync(key, actor, new RolloutChange.IncidentResolved(id), cancellationToken);

    public Task<RolloutState> ReportValueAsync(string key, string metric, double value, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        return double.IsFinite(value)
            ? ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(
                new(new RolloutChange.ValueReported(Names.MetricOf(state, metric), value))), cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reported value is a finite number.");
    }

    public Task<RolloutState> CaptureBaselineAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force: false, async (state, now) =>
        {
            await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
            var look = await looker.LookAsync(state, RolloutProgress.None, now, cancellationToken).ConfigureAwait(false);
            var captured = look.Captured(state.Plan, state.Stage, CriterionWord.Baseline);
            return captured.Count > 0
                ? new AskedChange(new RolloutChange.BaselineCaptured(captured))
                : throw new RolloutRefusedException($"There is nothing to capture for \"{key}\": no criterion of its plan compares a metric that has readings with the baseline.");
        }, cancellationToken);

    public async Task SetPercentageAsync(string key, Percentage percentage, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        await _known.ThrowIfMovedElsewhereAsync(key, [key], cancellationToken).ConfigureAwait(false);
        await WriteAsync(key, actor, _ => new RolloutChange.PercentageSet(percentage), cancellationToken).ConfigureAwait(false);
    }

    public async Task SetCustomerFlagsAsync(
        string customerId, IReadOnlyDictionary<string, bool> flags, RolloutActor actor, DateTimeOffset? until = null, CancellationToken cancellationToken = default)
    {
        Names.ThrowIfNotStorable(customerId);
        ArgumentNullException.ThrowIfNull(flags);
        Names.ThrowIfNoReason(actor, "An override");
        ThrowIfVersionOfMany(flags.Count, "Fixed answers");
        foreach (var flag in flags.Keys)
        {
            await _known.ThrowIfUnknownAsync(flag, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (flag, enabled) in flags)
        {
            await WriteAsync(flag, actor, _ => new RolloutChange.OverrideSet(flag, customerId, enabled, until), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task RemoveCustomerFlagsAsync(
        string customerId, IReadOnlyCollection<string>? flags, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        ThrowIfVersionOfMany(flags?.Count, "Fixed answers");
        var asked = flags ?? [.. (await store.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Where(IsFixed).Select(document => document.Key)];
        foreach (var flag in asked)
        {
            await WriteAsync(flag, actor, document => IsFixed(document) ? new RolloutChange.OverrideRemoved(flag, customerId) : null, cancellationToken, mayBeNew: true).ConfigureAwait(false);
        }

        bool IsFixed(FlagDocument document) => document.State.Overrides?.ContainsKey(customerId) == true;
    }

    public async Task AddCustomersAsync(string key, CustomerList customers, RolloutActor actor, CancellationToken cancellationToken = default) =>
        await WriteAsync(key, actor, _ => new RolloutChange.CustomersAdded(customers), cancellationToken).ConfigureAwait(false);

    public async Task RemoveCustomersAsync(string key, CustomerList customers, RolloutActor actor, CancellationToken cancellationToken = default) =>
        await WriteAsync(key, actor, _ => new RolloutChange.CustomersRemoved(customers), cancellationToken).ConfigureAwait(false);

    public Task<RolloutState> ReplanAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, actor, force, (state, _) =>
        {
            string[] unmet = state.Status is RolloutStatus.Draft or RolloutStatus.RolledBack
                ? []
                : ["A rollout that is under way keeps its plan; a forced replan begins all counters, timers and detectors of its stage anew."];
            return ValueTask.FromResult<AskedChange>(new(
                new RolloutChange.Replanned(_plans.Named(_plans.Declared(key)?.Plan ?? state.Plan.Name), _plans.Copy(state.Flags)),
                unmet,
                "It is not replanned."));
        }, cancellationToken);

    public Task<RolloutState> SetObserveOnlyAsync(string key, bool observeOnly, RolloutActor actor, CancellationToken cancellationToken = default) =>
        ChangeRolloutAsync(key, actor, new RolloutChange.ObserveOnlySet(observeOnly), cancellationToken);

    public async Task<TimeSpan> DrillAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        var start = time.GetTimestamp();
        await ChangeRolloutAsync(key, actor, new RolloutChange.DrillStarted(), cancellationToken).ConfigureAwait(false);
        var took = TimeSpan.Zero;
        try
        {
            await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (subject.KillersOf(key).Count == 0)
            {
                throw new InvalidOperationException($"The drill of \"{key}\" was written and not served: this process could not read it back. What it changed was taken back.");
            }

            await _fleet.WaitUntilEverywhereAsync(key, cancellationToken).ConfigureAwait(false);
            took = time.GetElapsedTime(start);
        }
        finally
        {
            // Whatever happens meanwhile, what was only practised is taken back.
            await At(version: null).ChangeRolloutAsync(key, actor, new RolloutChange.DrillEnded(took), CancellationToken.None).ConfigureAwait(false);
        }

        return took;
    }

    public Task<RolloutState> MarkMilestoneAsync(string key, string milestone, string status, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(status);
        return ChangeAsync(key, actor, force: false, (state, _) => ValueTask.FromResult<AskedChange>(
            new(new RolloutChange.MilestoneMarked(Names.MilestoneOf(state, milestone), status))), cancellationToken);
    }

    public async Task RemoveRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default) =>
        await WriteAsync(key, actor, _ => new RolloutChange.Removed(), cancellationToken).ConfigureAwait(false);

    public async Task<RolloutState?> GetRolloutConfigAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return (await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false)).Rollout;
    }

    public async Task<IReadOnlyList<RolloutState>> ListRolloutsAsync(CancellationToken cancellationToken = default) =>
        [.. (await store.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Select(document => document.Rollout).OfType<RolloutState>()];

    public Task<IReadOnlyList<FlagOverview>> ListFlagsAsync(CancellationToken cancellationToken = default) => _overviews.ListAsync(cancellationToken);

    public Task<FlagOverview?> GetFlagAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _overviews.FindAsync(key, cancellationToken);
    }

    public IReadOnlyList<UnknownFlag> ListUnknownFlags() => subject.Unknown;

    public async Task<OutcomeHistory> GetOutcomeHistoryAsync(string key, TimeSpan span, CancellationToken cancellationToken = default)
    {
        await _known.ThrowIfUnknownAsync(key, cancellationToken).ConfigureAwait(false);
        return await new HistoryReader(subject, recorder).ReadAsync(key, span, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RolloutStats> GetRolloutStatsAsync(string key, CancellationToken cancellationToken = default)
    {
        await _known.ThrowIfUnknownAsync(key, cancellationToken).ConfigureAwait(false);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        await subject.RefreshErrorsAsync(key, cancellationToken).ConfigureAwait(false);
        return Statistics.Of(key, subject) ?? throw Names.Unknown("flag", key, subject.Definitions.Keys);
    }

    public async Task<RolloutAssessment> AssessAsync(string key, CancellationToken cancellationToken = default)
    {
        var state = await GetRolloutConfigAsync(key, cancellationToken).ConfigureAwait(false) ?? throw await _known.RefusalAsync(key, cancellationToken).ConfigureAwait(false);
        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        var look = await looker.LookAsync(state, await ProgressAsync(key, cancellationToken).ConfigureAwait(false), now, cancellationToken).ConfigureAwait(false);
        return Assessment.Of(state, look, await ListRolloutsAsync(cancellationToken).ConfigureAwait(false), subject, channels);
    }

    public async Task<string> ReportAsync(string key, CancellationToken cancellationToken = default)
    {
        var state = await GetRolloutConfigAsync(key, cancellationToken).ConfigureAwait(false) ?? throw await _known.RefusalAsync(key, cancellationToken).ConfigureAwait(false);
        return await _reports.StatusAsync(this, state, cancellationToken).ConfigureAwait(false);
    }

    public Task<string> DigestAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default) => _reports.DigestAsync(from, until, cancellationToken);

    public Task<FleetStatus> GetFleetStatusAsync(string key, CancellationToken cancellationToken = default) =>
        _fleet.ReadAsync(key, cancellationToken);

    public Task<CustomerErasure> EraseCustomerAsync(string customerId, RolloutActor actor, CancellationToken cancellationToken = default)
    {
        ThrowIfVersionOfMany(count: null, "An erasure");
        return new CustomerEraser(store, environment, subject, writer).EraseAsync(customerId, actor, cancellationToken);
    }

    public async Task<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string? key, long after = 0, int limit = 1000, CancellationToken cancellationToken = default) =>
        await store.ReadEventsAsync(environment, key, after, limit, cancellationToken).ConfigureAwait(false);

    public bool ShouldEnableFeature(string key, string customerId) => subject.IsEnabled(key, customerId);

    public IReadOnlyList<string> DependantsOf(string key) => _plans.DependantsOf(key);

    /// <summary>The same for documents of one version, or for those of any where it is null.</summary>
    private RolloutManager At(long? version) => new(store, environment, subject, writer.For(version), looker, channels, time, _fleet, recorder);

    private void ThrowIfVersionOfMany(int? count, string what)
    {
        if (writer.Expected is not null && count is not 1)
        {
            throw new InvalidOperationException($"{what} of several flags cannot be changed for one version, since each flag has its own: change one flag after the other, or without a version.");
        }
    }

    private async ValueTask<RolloutProgress> ProgressAsync(string key, CancellationToken cancellationToken) =>
        RolloutProgress.Read(await store.ReadProgressAsync(environment, key, cancellationToken).ConfigureAwait(false));

    private Task<RolloutState> ChangeRolloutAsync(string key, RolloutActor actor, RolloutChange change, CancellationToken cancellationToken) =>
        ChangeAsync(key, actor, force: false, (_, _) => ValueTask.FromResult<AskedChange>(new(change)), cancellationToken);

    /// <summary>Changes a flag, whether it leads a rollout or not.</summary>
    private async Task<FlagDocument> WriteAsync(
        string key, RolloutActor actor, Func<FlagDocument, RolloutChange?> change, CancellationToken cancellationToken, bool mayBeNew = false)
    {
        Names.ThrowIfNobody(actor);
        if (!mayBeNew)
        {
            await _known.ThrowIfUnknownAsync(key, cancellationToken).ConfigureAwait(false);
        }

        var written = await writer.ChangeAsync(
            key,
            (document, _) => ValueTask.FromResult<IReadOnlyList<RolloutStep>>(change(document) is { } asked ? [new RolloutStep(asked, actor.Name, actor.Reason)] : []),
            cancellationToken).ConfigureAwait(false);
        await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>Changes a rollout that must exist, after asking what stands against it.</summary>
    private async Task<RolloutState> ChangeAsync(
        string key, RolloutActor actor, bool force, Func<RolloutState, DateTimeOffset, ValueTask<AskedChange>> plan, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Names.ThrowIfNobody(actor);
        if (force)
        {
            Names.ThrowIfNoReason(actor, "What is forced");
        }

        var written = await writer.ChangeAsync(key, async (document, now) =>
        {
            var state = document.Rollout ?? throw await _known.RefusalAsync(key, cancellationToken).ConfigureAwait(false);
            var asked = await plan(state, now).ConfigureAwait(false);
            if (asked.Unmet.Count > 0 && !force)
            {
                throw new RolloutRefusedException($"\"{key}\": {asked.Refusal}", asked.Unmet);
            }

            return [new RolloutStep(asked.Change, actor.Name, actor.Reason)
            {
                Readings = asked.Readings,
                Forced = asked.Unmet.Count > 0,
                Unmet = asked.Unmet,
            }];
        }, cancellationToken).ConfigureAwait(false);
        await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return written.Rollout!;
    }
}
