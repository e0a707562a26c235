namespace FeatureRollout;

/// <summary>
/// What people do with rollouts and flags. Every change is one atomic, versioned, audited step that retries lost races
/// by reading again. Thread-safe.
/// </summary>
/// <remarks>
/// A change that the state does not allow is refused with a <see cref="RolloutRefusedException"/> that names every reason;
/// an unknown name with an <see cref="ArgumentException"/> that names the nearest valid one.
/// </remarks>
public interface IRolloutManager
{
    /// <summary>The environment that it acts on.</summary>
    string Environment { get; }

    /// <summary>The plans of all layers and those that ship, by name.</summary>
    IReadOnlyDictionary<string, PlanDefinition> Plans { get; }

    /// <summary>
    /// The same manager for one change of somebody who has seen a version: it is written if that still stands, and else refused with a
    /// <see cref="RolloutConflictException"/> that carries what stands. Of several such changes at the same time exactly one is written.
    /// </summary>
    /// <remarks>
    /// A start creates the rollout that the flag files plan, as one step with it: where the start is then refused, the draft stays, at the
    /// next version. A drill asks for the version when it begins, and ends whatever stands by then. Changes of several flags at once and
    /// the erasure of a customer write several documents, and are refused with an <see cref="InvalidOperationException"/>. Readings are not touched.
    /// </remarks>
    /// <param name="version">
    /// The version of the document of the key that is given to the change; 0 for one that was never written. For the leader of a rollout
    /// and a flag under none it is <see cref="FlagOverview.Version"/>; for a change of a flag itself that another flag's rollout moves,
    /// such as a kill, <see cref="FlagOverview.OwnVersion"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    IRolloutManager IfVersion(long version);

    /// <summary>Creates a rollout and copies its plan and the flags' definitions into it.</summary>
    Task<RolloutState> CreateRolloutAsync(RolloutCreation creation, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Starts it at the first stage; also again after a rollback.</summary>
    Task<RolloutState> StartRolloutAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default);

    /// <summary>Goes on to the next stage, if everything that the plan asks holds; forced needs a reason and is recorded as forced.</summary>
    Task<RolloutState> AdvanceRolloutAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default);

    /// <summary>Stays in the stage for so long, from now or from the end of a hold that stands.</summary>
    Task<RolloutState> HoldRolloutAsync(string key, TimeSpan extension, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Stays in the stage until resumed; triggers still fire.</summary>
    Task<RolloutState> PauseRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Ends a pause or a hold.</summary>
    Task<RolloutState> ResumeRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Goes back to an earlier stage, the one before where <paramref name="stage"/> is null, and pauses there.</summary>
    Task<RolloutState> MoveBackRolloutAsync(string key, string? stage, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Off for everybody at once; also for a flag under no rollout, whose percentage is set to zero.</summary>
    Task RollbackFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Throws the kill switch of a flag or rollout.</summary>
    Task KillFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Puts the kill switch back.</summary>
    /// <returns>The names of the layers that still kill it.</returns>
    Task<IReadOnlyList<string>> ReviveFeatureAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Gives an approval for leaving the present stage, or for the start.</summary>
    Task<RolloutState> ApproveAsync(string key, string approval, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Ticks a checklist item of the start, the present stage or the next, or takes the tick back.</summary>
    Task<RolloutState> TickAsync(string key, string item, RolloutActor actor, bool done = true, CancellationToken cancellationToken = default);

    /// <summary>Reports an incident; a trigger on its severity fires at the controller's next look.</summary>
    /// <returns>The incident's id.</returns>
    Task<string> ReportIncidentAsync(string key, string severity, string text, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Resolves an incident.</summary>
    Task<RolloutState> ResolveIncidentAsync(string key, string id, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Reports a metric's value by hand.</summary>
    Task<RolloutState> ReportValueAsync(string key, string metric, double value, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Keeps the present readings as the baseline.</summary>
    Task<RolloutState> CaptureBaselineAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Sets the percentage of a flag by hand; under a rollout that pauses it.</summary>
    Task SetPercentageAsync(string key, Percentage percentage, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Fixes the answers of flags for one customer; one step per flag.</summary>
    Task SetCustomerFlagsAsync(string customerId, IReadOnlyDictionary<string, bool> flags, RolloutActor actor, DateTimeOffset? until = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the fixed answers of flags for one customer away; of all flags where <paramref name="flags"/> is null.</summary>
    Task RemoveCustomerFlagsAsync(string customerId, IReadOnlyCollection<string>? flags, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Adds customers to those who are always on, while the flag is on at all.</summary>
    Task AddCustomersAsync(string key, CustomerList customers, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Takes customers from those who are always on.</summary>
    Task RemoveCustomersAsync(string key, CustomerList customers, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Replaces plan and definitions by those of the files now; refused unless forced; counters begin anew.</summary>
    Task<RolloutState> ReplanAsync(string key, RolloutActor actor, bool force = false, CancellationToken cancellationToken = default);

    /// <summary>Lets the controller act, or only record what it would do.</summary>
    Task<RolloutState> SetObserveOnlyAsync(string key, bool observeOnly, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Practises a rollback: off for everybody until this process and every other that the store knows serve it so, then everything as before; timed and recorded.</summary>
    /// <exception cref="InvalidOperationException">This process could not read back that it is off, or another did not serve it so within 10 seconds: a rollback would not have reached it.</exception>
    Task<TimeSpan> DrillAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Marks a milestone.</summary>
    Task<RolloutState> MarkMilestoneAsync(string key, string milestone, string status, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Removes a rollout that is a draft, completed or rolled back; its events stay.</summary>
    Task RemoveRolloutAsync(string key, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>The rollout; null where the key leads none.</summary>
    Task<RolloutState?> GetRolloutConfigAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>All rollouts, by key.</summary>
    Task<IReadOnlyList<RolloutState>> ListRolloutsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// All flags that some layer or the store knows, by key, from one reading of the store. Errors are left out of the statistics: they
    /// would take a reading each, and <see cref="GetFlagAsync"/> has them.
    /// </summary>
    Task<IReadOnlyList<FlagOverview>> ListFlagsAsync(CancellationToken cancellationToken = default);

    /// <summary>One flag; null for an unknown one.</summary>
    Task<FlagOverview?> GetFlagAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Names that were asked for in this process and that no provider knows, most often asked first; at most 100.</summary>
    IReadOnlyList<UnknownFlag> ListUnknownFlags();

    /// <summary>How the work went over the last time, with the flag on and off; as far back and as finely as is known.</summary>
    /// <remarks>
    /// <para>
    /// Up to 15 minutes are in steps of 5 seconds, from where these are known; where they are not at all, and up to an hour, in minutes, with
    /// latencies where steps were known; more is in hours, with latencies of the last day. The last step is the running one. Outcomes of all stages
    /// that are still kept count: of this process those of the last four.
    /// </para>
    /// <para>
    /// Steps of 5 seconds are known of flags that a rollout lets anybody see, at most 1,000, those at less than 100 % first, since this process
    /// runs <see cref="RolloutEngine.RunAsync"/> and the flag came so far, and for 15 minutes after a rollback. After a restart nothing from
    /// before is known. Where a store adds up the outcomes of many processes, all is known that the store has: also after a restart hours, minutes
    /// that it has not joined, and steps of the last 9 minutes; a step is then as exact as
    /// <see cref="RolloutOptions.OutcomeInterval"/> is short.
    /// </para>
    /// </remarks>
    /// <param name="key">The flag or rollout; of a rollout that moves several flags, the one that leads it counts.</param>
    /// <param name="span">How far back, 1 minute to 7 days; rounded up to whole steps.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is out of its range.</exception>
    Task<OutcomeHistory> GetOutcomeHistoryAsync(string key, TimeSpan span, CancellationToken cancellationToken = default);

    /// <summary>What has been counted.</summary>
    Task<RolloutStats> GetRolloutStatsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Every criterion, trigger, band and condition of the present stage as judged now, and what still stands before the next.</summary>
    Task<RolloutAssessment> AssessAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// The status of a rollout in Markdown, as <see cref="RolloutReport.Status"/> writes it: with the assessment of now, what has been counted, its events
    /// of the last seven days, and the metrics that have a budget.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such rollout; the message gives the nearest.</exception>
    Task<string> ReportAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>What happened in a time in Markdown, as <see cref="RolloutReport.Digest"/> writes it, with dates in UTC.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The first moment after it; at most 366 days later.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not end after it begins, or is too long.</exception>
    Task<string> DigestAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>The events of a key, or of all; see <see cref="IRolloutStateStore.ReadEventsAsync"/>.</summary>
    Task<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string? key, long after = 0, int limit = 1000, CancellationToken cancellationToken = default);

    /// <summary>Which processes serve the last change of a flag or rollout; where the store knows of no others, this one alone.</summary>
    Task<FleetStatus> GetFleetStatusAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Erases a customer: fixed answers, lists that people or rollouts added to, recorded errors, and the id in past events, which keep
    /// their place under a name that means nobody. The event of the erasure does not hold the id. Files are people's own and are left alone.
    /// </summary>
    Task<CustomerErasure> EraseCustomerAsync(string customerId, RolloutActor actor, CancellationToken cancellationToken = default);

    /// <summary>Whether the feature is on for a customer; the same as <see cref="IFeatureFlags.IsEnabled(string, string)"/>.</summary>
    bool ShouldEnableFeature(string key, string customerId);

    /// <summary>Who is touched where a flag is turned off: itself and, over all layers, the flags that require it.</summary>
    IReadOnlyList<string> DependantsOf(string key);
}
