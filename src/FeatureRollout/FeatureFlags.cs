using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Evaluation.Telemetry;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags.Files;
using FeatureRollout.Flags;
using FeatureRollout.Outcomes;
using FeatureRollout.Providers;

namespace FeatureRollout;

/// <summary>
/// The client: answers from the snapshot in memory, and keeps that fresh from its providers while
/// <see cref="RunAsync"/> runs. Make one for the process; it is thread-safe.
/// </summary>
public sealed class FeatureFlags : IFeatureFlags, IDisposable
{
    private readonly SnapshotSource _source;
    private readonly ProviderPipeline? _providers;
    private readonly FlagMetrics _metrics;
    private readonly string _environment;
    private readonly TimeProvider _time;
    private readonly UnknownNames _unknown = new();
    private readonly ReadTimes _reads;

    /// <summary>A client that knows no flag until <see cref="RunAsync"/> or <see cref="RefreshAsync"/> has read its providers.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a provider is null; the message says which.</exception>
    public FeatureFlags(FeatureFlagsOptions options)
        : this(options, withProviders: true)
    {
    }

    /// <summary>A client without providers, for the test kit, which has the last word on each snapshot; see <see cref="SnapshotSource"/>.</summary>
    internal FeatureFlags(FeatureFlagsOptions options, Func<Snapshot, Snapshot> finish)
        : this(options, withProviders: false, finish)
    {
    }

    private FeatureFlags(FeatureFlagsOptions options, bool withProviders, Func<Snapshot, Snapshot>? finish = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _environment = options.Environment;
        _time = options.TimeProvider;
        _reads = new ReadTimes(_time);
        _source = new SnapshotSource(_time, options.SegmentLookup, options.OnNotice, finish);
        _providers = withProviders ? new ProviderPipeline(options, _source.Publish, new Random()) : null;
        _metrics = new FlagMetrics(_environment, new object(), MetricsSource(new WeakReference<FeatureFlags>(this), _time));
    }

    /// <summary>The serving snapshot; take it once per question.</summary>
    internal Snapshot Snapshot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _source.Current;
    }

    /// <inheritdoc/>
    public FeatureFlagsStatus Status => new()
    {
        Readiness = _providers?.Readiness ?? FlagsReadiness.Ready,
        Version = Snapshot.Version,
        Environment = _environment,
        Providers = _providers?.Status ?? [],
    };

    /// <summary>The environment whose state is served.</summary>
    internal string Environment => _environment;

    /// <summary>The clock.</summary>
    internal TimeProvider TimeProvider => _time;

    /// <summary>What all layers define together, without states: what an archive takes along.</summary>
    internal FlagSet Definitions
    {
        get
        {
            var layers = Snapshot.Layers;
            return new FlagSet { Flags = layers.MergeDefinitions(), Segments = layers.MergeSegments(), Plans = layers.MergePlans(), Rollouts = layers.MergeRollouts() };
        }
    }

    /// <summary>Questions for flags that no provider knows.</summary>
    internal long UnknownEvaluations => _unknown.Total;

    /// <summary>A client over the text of one flag file; it needs no host, no provider and no refresh.</summary>
    /// <exception cref="FlagFileException">The text is no valid flag file; all errors are listed.</exception>
    public static FeatureFlags FromJson(string json) => FromJson(json, TimeProvider.System);

    /// <summary>The same with a clock for schedules and expiring overrides.</summary>
    /// <exception cref="FlagFileException">The text is no valid flag file; all errors are listed.</exception>
    public static FeatureFlags FromJson(string json, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(json);
        var flags = FlagFileReader.Read(Encoding.UTF8.GetBytes(json), "json");
        var client = new FeatureFlags(new FeatureFlagsOptions { TimeProvider = timeProvider }, withProviders: false);
        client._source.Publish([new Layer("json", flags)]);
        return client;
    }

    /// <summary>
    /// Reads every provider once, now, also while <see cref="RunAsync"/> runs. A provider's trouble is reported in
    /// <see cref="Status"/> and as a notice, not thrown.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or the client disposed.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) =>
        _providers?.RefreshAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Keeps the flags fresh until cancelled: reads, watches and polls every provider. Run it once, in the background.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        _providers?.RunAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken = default) =>
        _providers is null ? new ValueTask<bool>(true) : new ValueTask<bool>(_providers.WaitUntilReadyAsync(limit, cancellationToken));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string flag, string customerId)
    {
        var found = Snapshot.Find(flag, customerId);
        return found is null ? Unknown(flag, false) : FlagTracing.IsOn ? FlagTracing.IsEnabled(found, customerId) : found.IsEnabled(customerId);
    }

    /// <inheritdoc/>
    public bool IsEnabled(string flag, string customerId, bool defaultValue)
    {
        var found = Snapshot.Find(flag, customerId);
        return found is null ? Unknown(flag, defaultValue) : FlagTracing.IsOn ? FlagTracing.IsEnabled(found, customerId) : found.IsEnabled(customerId);
    }

    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context) => IsEnabled(flag, context, false);

    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context, bool defaultValue)
    {
        var found = Snapshot.Find(flag, context.CustomerId);
        if (found is null)
        {
            return Unknown(flag, defaultValue);
        }

        var idHash = CustomerHash.Of(context.CustomerId);
        return FlagTracing.IsOn ? FlagTracing.IsEnabled(found, context, idHash) : found.IsEnabled(context, idHash);
    }

    /// <inheritdoc/>
    public FlagEvaluation Evaluate(string flag, in EvaluationContext context, bool defaultValue = false) =>
        Evaluate(Snapshot, flag, context, CustomerHash.Of(context.CustomerId), defaultValue);

    /// <inheritdoc/>
    public T GetVariant<T>(string flag, in EvaluationContext context, T fallback) =>
        GetVariant(Snapshot, flag, context, CustomerHash.Of(context.CustomerId), fallback);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CustomerFlags For(in EvaluationContext context) => new(this, Snapshot, context);

    /// <inheritdoc/>
    public FeatureFlag GetFlag(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return new FeatureFlag(this, flag);
    }

    /// <inheritdoc/>
    public FlagExplanation Explain(string flag, in EvaluationContext context) => Explainer.Explain(Snapshot, flag, context);

    /// <inheritdoc/>
    public void RecordOutcome(in FlagEvaluation evaluation, FlagOutcome outcome)
    {
        if (evaluation.Source is { } source)
        {
            source.Record.Record(evaluation, source.Parts.Outcomes, outcome);
            if (FlagTracing.IsOn)
            {
                RequestReads.Settle(evaluation);
            }
        }
    }

    /// <inheritdoc/>
    public FlagStatistics? GetStatistics(string flag) =>
        Snapshot.Find(flag) is { } found ? found.Record.Statistics(found.Parts.Outcomes) : null;

    /// <inheritdoc/>
    public FlagDefinition? GetDefinition(string flag) => Snapshot.Find(flag)?.Source.Definition;

    /// <summary>
    /// Who of these customers would change if the flag's percentage were another one: exact, with every list, rule, segment
    /// and prerequisite. Under a rollout the stage's percentage is meant. Counts nothing.
    /// </summary>
    /// <param name="flag">The flag.</param>
    /// <param name="percentage">The percentage to look at.</param>
    /// <param name="customers">Whom to look at; read once, so that a stream of millions will do.</param>
    /// <exception cref="ArgumentException">There is no such flag; the message gives the nearest.</exception>
    public FlagPreview Preview(string flag, Percentage percentage, IEnumerable<EvaluationContext> customers) => Preview(flag, from: null, percentage, bucketing: null, customers);

    /// <summary>
    /// Who would change if the flag and those of its rules that name a bucketing drew by another one, with the same salts and percentages:
    /// what flags that came from another tool are asked before they go on by <c>v1</c>. Counts nothing and changes nothing.
    /// </summary>
    /// <param name="flag">The flag.</param>
    /// <param name="bucketing">The name of the bucketing, such as <c>v1</c>.</param>
    /// <param name="customers">Whom to look at; read once.</param>
    /// <exception cref="ArgumentException">There is no such flag or bucketing, or it cannot draw by the flag's salts.</exception>
    public FlagPreview PreviewBucketing(string flag, string bucketing, IEnumerable<EvaluationContext> customers)
    {
        ArgumentNullException.ThrowIfNull(bucketing);
        return Preview(flag, from: null, percentage: null, bucketing, customers);
    }

    /// <summary>The same from another percentage than the present one, where <paramref name="from"/> is not null, and by another bucketing.</summary>
    internal FlagPreview Preview(string flag, Percentage? from, Percentage? percentage, string? bucketing, IEnumerable<EvaluationContext> customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var snapshot = Snapshot;
        var now = from is null ? Served(snapshot, flag) : Imagine(snapshot, flag, from, bucketing: null);
        var then = Imagine(snapshot, flag, percentage ?? from, bucketing);
        var (before, after, other) = (0L, 0L, 0L);
        List<string> added = [], removed = [];
        foreach (var customer in customers)
        {
            var hash = CustomerHash.Of(customer.CustomerId);
            var (was, will) = (now.Decide(customer, hash), then.Decide(customer, hash));
            before += was.Enabled ? 1 : 0;
            after += will.Enabled ? 1 : 0;
            if (was.Enabled != will.Enabled)
            {
                (will.Enabled ? added : removed).Add(customer.CustomerId ?? "");
            }
            else if (was.Enabled && now.Source.Definition.Variants is not null)
            {
                other += now.VariantOf(customer, hash, was)?.Name == then.VariantOf(customer, hash, will)?.Name ? 0 : 1;
            }
        }

        return new FlagPreview
        {
            Flag = flag, From = from ?? now.Share.Percentage, To = percentage ?? from ?? now.Share.Percentage, IsExact = true,
            EnabledNow = before, EnabledThen = after, Added = added, Removed = removed, Bucketing = bucketing, OtherVariant = other,
        };
    }

    /// <summary>
    /// About how many customers would change, from the estimate of those for whom the flag has been on in this process, as if all of them
    /// had been drawn: lists and rules are not told apart. Nothing can be told at 0 %.
    /// </summary>
    /// <param name="flag">The flag.</param>
    /// <param name="percentage">The percentage to look at.</param>
    /// <exception cref="ArgumentException">There is no such flag; the message gives the nearest.</exception>
    public FlagPreview Preview(string flag, Percentage percentage) => Preview(flag, from: null, percentage, bucketing: null);

    /// <inheritdoc cref="Preview(string, Percentage?, Percentage?, string?, IEnumerable{EvaluationContext})"/>
    internal FlagPreview Preview(string flag, Percentage? from, Percentage? percentage, string? bucketing)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var now = Served(Snapshot, flag);
        var (share, enabled) = (now.Share.Percentage, now.Record.EnabledCustomers.Estimate());
        var (before, after) = (from ?? share, percentage ?? from ?? share);
        if (bucketing is not null)
        {
            _ = BucketingMove.Of(now.Source.Definition, bucketing);
        }

        return new FlagPreview
        {
            Flag = flag, From = before, To = after, IsExact = false, EnabledNow = At(before), EnabledThen = At(after), Bucketing = bucketing,
            ExpectedShare = bucketing is null ? null : BucketingMove.ExpectedShare(now.Source.Definition, bucketing, before, after),
        };

        long At(Percentage other) => share == Percentage.Zero ? enabled : (long)Math.Round((double)enabled * other.Thousandths / share.Thousandths);
    }

    private static CompiledFlag Served(Snapshot snapshot, string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        if (snapshot.Find(flag) is { } found)
        {
            return found;
        }

        var nearest = Text.NearestName.To(flag, snapshot.Flags.Select(known => known.Key));
        throw new ArgumentException($"There is no flag \"{flag}\"{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}", nameof(flag));
    }

    private CompiledFlag Imagine(Snapshot snapshot, string flag, Percentage? percentage, string? bucketing)
    {
        var now = Served(snapshot, flag).Source;
        var moved = bucketing is null ? null : BucketingMove.Of(now.Definition, bucketing);
        var state = new FlagState
        {
            Key = flag,
            Percentage = percentage,
            Stage = percentage is { } other && now.State?.Stage is { } stage ? stage with { Percentage = other } : null,
            Definition = now.State?.Definition is null ? null : moved,
        };
        var definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        if (moved is not null)
        {
            definitions.Add(flag, new FlagDefinition { Key = flag, Bucketing = moved.Bucketing, Rules = moved.Rules });
        }

        var above = new Layer("preview", new FlagSet { Flags = definitions, States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { [flag] = state } });
        return _source.Imagine(snapshot, above).Find(flag)!;
    }

    /// <inheritdoc/>
    public IDisposable OnChange(string name, Action<FlagsChange> listener) => _source.Listeners.Add(name, listener);

    /// <summary>Ends refreshing and reporting; questions go on being answered from the last snapshot. May be called again.</summary>
    public void Dispose()
    {
        _providers?.Dispose();
        _metrics.Dispose();
        _source.Dispose();
    }

    /// <summary>The meter is known to every listener in the process and must not keep a client alive that nobody else does.</summary>
    private static FlagMetricsSource MetricsSource(WeakReference<FeatureFlags> client, TimeProvider time) => FlagMetricsSource.Of(
        () => client.TryGetTarget(out var living) ? living.Snapshot : Snapshot.Empty,
        () => client.TryGetTarget(out var living) ? living.UnknownEvaluations : 0,
        time);

    /// <summary>
    /// The outcomes of a flag in its present stay in its stage, over a window or since it was entered or this process started; null for an unknown flag.
    /// </summary>
    internal OutcomeSample? SampleOutcomes(string flag, OutcomeArm arm, TimeSpan? over) =>
        Snapshot.Find(flag)?.Parts.Outcomes.Sample(arm, over, _time.GetUtcNow().UtcTicks);

    /// <summary>The errors told with outcomes of a flag while it was on, of all its stages; null for an unknown flag.</summary>
    internal ErrorLog? ErrorsOf(string flag) => Snapshot.Find(flag)?.Record.Errors;

    /// <summary>The outcomes of every flag and stage, to be taken for a store that many processes share.</summary>
    internal OutcomeLedger Ledger => _source.Ledger;

    /// <summary>See <see cref="SnapshotSource.Watch"/>.</summary>
    internal void Watch(Action swapped) => _source.Watch(swapped);

    internal void Unwatch(Action swapped) => _source.Unwatch(swapped);

    /// <summary>Takes a customer out of the errors that this process remembers; gives how many held the id.</summary>
    internal int EraseErrors(CustomerRenaming renaming) => _source.EraseErrors(renaming.Holds, renaming.InWords);

    /// <summary>The names that were asked for and that no provider knows, the most frequent first.</summary>
    internal IEnumerable<(string Name, long Count)> UnknownNames => _unknown.List().Where(name => Snapshot.Find(name.Name) is null);

    /// <summary>Notes which flags are asked for; see <see cref="ReadTimes"/>. Cheap unless a minute has gone by.</summary>
    internal void NoteReads() => _reads.Look(Snapshot);

    /// <summary>Since when nobody has asked for a flag; null where somebody does.</summary>
    internal DateTimeOffset? UnreadSince(string flag) => _reads.UnreadSince(flag);

    internal void Publish(IReadOnlyList<Layer> layers) => _source.Publish(layers);

    internal void Publish(Func<IReadOnlyList<Layer>> layers) => _source.Publish(layers);

    internal FlagEvaluation Evaluate(Snapshot snapshot, string flag, in EvaluationContext context, ulong idHash, bool defaultValue)
    {
        var found = snapshot.Find(flag, context.CustomerId);
        if (found is null)
        {
            return new FlagEvaluation(flag, null, new Verdict(Unknown(flag, defaultValue), FlagReason.UnknownFlag), null, null, snapshot.Version);
        }

        var verdict = found.DecideAndCount(context, idHash);
        var variant = found.VariantOf(context, idHash, verdict);
        var evaluation = new FlagEvaluation(found.Key, found, verdict, found.BucketOf(context, idHash), variant, snapshot.Version);
        if (FlagTracing.IsOn)
        {
            FlagTracing.Evaluated(evaluation, context.CustomerId);
        }

        return evaluation;
    }

    internal T GetVariant<T>(Snapshot snapshot, string flag, in EvaluationContext context, ulong idHash, T fallback) =>
        Evaluate(snapshot, flag, context, idHash, false).VariantDefinition is { } variant && VariantValue.TryGet(variant, out T value)
            ? value
            : fallback;

    /// <summary>Counts a question for a flag that no provider knows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Unknown(string? flag, bool defaultValue)
    {
        _unknown.Count(flag);
        return defaultValue;
    }
}
