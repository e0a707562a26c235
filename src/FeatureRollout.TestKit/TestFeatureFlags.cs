using System.Text;
using System.Text.Json;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.TestKit;

/// <summary>
/// Flags for a test, which sets the answers it needs. An answer that is set stands above everything else, a kill, an exclusion
/// and prerequisites included, and flags that require this one see it too; its reason is <see cref="FlagReason.Override"/>.
/// An answer for a customer stands above one for everybody; of two alike the last set of those still standing counts,
/// in whatever order they are disposed. Flags without a set answer answer as they are defined. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// using var flags = TestFeatureFlags.FromJson(File.ReadAllText("flags.json"));     // or new TestFeatureFlags(): no flag is known
/// var checkout = new Checkout(flags);                                              // takes IFeatureFlags
/// using (flags.Set("new_prices", true))                                            // for everybody
/// using (flags.Set("new_prices", "acme", false))                                   // but not for acme
/// {
///     Assert.Equal(9.50m, checkout.PriceFor("globex"));
///     Assert.Equal(12.00m, checkout.PriceFor("acme"));
/// }
///
/// Assert.Equal(12.00m, checkout.PriceFor("globex"));                               // as before
/// services.Replace(ServiceDescriptor.Singleton&lt;IFeatureFlags&gt;(flags));             // in a host under test
/// </code>
/// </example>
public sealed class TestFeatureFlags : IFeatureFlags, IDisposable
{
    private readonly FeatureFlags _client;
    private readonly Layer _defined;
    private readonly List<Scope> _standing = [];
    private volatile bool _disposed;

    /// <summary>A client that knows no flag but those that a test sets.</summary>
    public TestFeatureFlags()
        : this(FlagSet.Empty, TimeProvider.System)
    {
    }

    private TestFeatureFlags(FlagSet defined, TimeProvider timeProvider)
    {
        _defined = new Layer("json", defined);
        _client = new FeatureFlags(new FeatureFlagsOptions { TimeProvider = timeProvider }, WithSetAnswers);
        _client.Publish(Layers);
    }

    /// <inheritdoc/>
    public FeatureFlagsStatus Status => _client.Status;

    /// <summary>A client over the text of one flag file.</summary>
    /// <exception cref="FlagFileException">The text is no valid flag file; all errors are listed.</exception>
    public static TestFeatureFlags FromJson(string json) => FromJson(json, TimeProvider.System);

    /// <summary>The same with a clock for schedules and expiring overrides, such as a <see cref="VirtualTimeProvider"/>.</summary>
    /// <exception cref="FlagFileException">The text is no valid flag file; all errors are listed.</exception>
    public static TestFeatureFlags FromJson(string json, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new TestFeatureFlags(FlagFileReader.Read(Encoding.UTF8.GetBytes(json), "json"), timeProvider);
    }

    /// <summary>Sets the answer for everybody, the question without a customer id included.</summary>
    /// <param name="flag">The flag's key; it need not be defined, and is unknown again afterwards if it was before.</param>
    /// <param name="enabled">The answer.</param>
    /// <returns>Disposing it takes the answer back.</returns>
    public IDisposable Set(string flag, bool enabled) => Add(flag, null, new SetAnswer(enabled, null));

    /// <summary>Sets the answer for one customer.</summary>
    /// <param name="flag">The flag's key; it need not be defined, and is off for other customers then.</param>
    /// <param name="customerId">The customer, also where the flag's unit is another attribute.</param>
    /// <param name="enabled">The answer.</param>
    /// <returns>Disposing it takes the answer back.</returns>
    public IDisposable Set(string flag, string customerId, bool enabled)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        return Add(flag, customerId, new SetAnswer(enabled, null));
    }

    /// <summary>Turns the flag on for everybody, with this variant.</summary>
    /// <param name="flag">The flag's key; it need not be defined.</param>
    /// <param name="variant">The variant's name.</param>
    /// <param name="value">The variant's value; where it is left out, the one that the flag's definition has for this name.</param>
    /// <returns>Disposing it takes the answer back.</returns>
    /// <exception cref="ArgumentException">No value is given, and the flag's variants have other names.</exception>
    public IDisposable SetVariant(string flag, string variant, JsonElement value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        var chosen = new FlagVariant { Name = variant, Weight = 1, Value = value };
        if (value.ValueKind == JsonValueKind.Undefined
            && _defined.Flags.Flags.GetValueOrDefault(flag)?.Variants is { Count: > 0 } variants)
        {
            chosen = variants.FirstOrDefault(known => known.Name == variant)
                ?? throw new ArgumentException($"'{flag}' has no variant '{variant}', but {string.Join(", ", variants.Select(known => $"'{known.Name}'"))}.", nameof(variant));
        }

        return Add(flag, null, new SetAnswer(true, chosen));
    }

    /// <inheritdoc/>
    public bool IsEnabled(string flag, string customerId) => _client.IsEnabled(flag, customerId);

    /// <inheritdoc/>
    public bool IsEnabled(string flag, string customerId, bool defaultValue) => _client.IsEnabled(flag, customerId, defaultValue);

    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context) => _client.IsEnabled(flag, context);

    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context, bool defaultValue) => _client.IsEnabled(flag, context, defaultValue);

    /// <inheritdoc/>
    public FlagEvaluation Evaluate(string flag, in EvaluationContext context, bool defaultValue = false) =>
        _client.Evaluate(flag, context, defaultValue);

    /// <inheritdoc/>
    public T GetVariant<T>(string flag, in EvaluationContext context, T fallback) => _client.GetVariant(flag, context, fallback);

    /// <inheritdoc/>
    public CustomerFlags For(in EvaluationContext context) => _client.For(context);

    /// <inheritdoc/>
    public FeatureFlag GetFlag(string flag) => _client.GetFlag(flag);

    /// <inheritdoc/>
    public FlagExplanation Explain(string flag, in EvaluationContext context)
    {
        var snapshot = _client.Snapshot;
        if (snapshot.Find(flag) is FixedAnswerFlag set)
        {
            snapshot = new Snapshot(snapshot.Version, [set.AsSeenBy(context.CustomerId)], snapshot.Layers, snapshot.CompiledAt, null);
        }

        return Explainer.Explain(snapshot, flag, context);
    }

    /// <inheritdoc/>
    public void RecordOutcome(in FlagEvaluation evaluation, FlagOutcome outcome) => _client.RecordOutcome(evaluation, outcome);

    /// <inheritdoc/>
    public FlagDefinition? GetDefinition(string flag) => _client.GetDefinition(flag);

    /// <inheritdoc/>
    public FlagStatistics? GetStatistics(string flag) => _client.GetStatistics(flag);

    /// <inheritdoc/>
    public ValueTask<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken = default) =>
        _client.WaitUntilReadyAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public IDisposable OnChange(string name, Action<FlagsChange> listener) => _client.OnChange(name, listener);

    /// <summary>Takes every set answer back; questions go on being answered as the flags are defined.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Change(static standing => standing.Clear());
            _client.Dispose();
        }
    }

    private Scope Add(string flag, string? customerId, SetAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(flag);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!FlagKey.IsValid(flag))
        {
            throw new ArgumentException($"A flag's key is {FlagKey.Rule}.", nameof(flag));
        }

        var scope = new Scope(this, flag, customerId, answer);
        Change(standing => standing.Add(scope));
        return scope;
    }

    /// <summary>The client's own lock guards the list too: it is held while the change is made and while snapshots are.</summary>
    private void Change(Action<List<Scope>> change) => _client.Publish(() =>
    {
        change(_standing);
        return Layers();
    });

    /// <summary>The definitions, and an empty one for each flag that has only set answers.</summary>
    private IReadOnlyList<Layer> Layers()
    {
        var undefined = _standing.Select(scope => scope.Flag).Where(flag => !_defined.Flags.Flags.ContainsKey(flag)).Distinct(StringComparer.Ordinal);
        return [_defined, new Layer("test", new FlagSet { Flags = undefined.ToDictionary(flag => flag, flag => new FlagDefinition { Key = flag }, StringComparer.Ordinal) })];
    }

    private Snapshot WithSetAnswers(Snapshot compiled) => FixedAnswerFlag.In(
        compiled,
        _standing.GroupBy(scope => scope.Flag, StringComparer.Ordinal).ToDictionary(
            set => set.Key, set => new SetAnswers(set.Select(scope => (scope.CustomerId, scope.Answer))), StringComparer.Ordinal));

    /// <summary>One set answer, until it is disposed.</summary>
    private sealed class Scope(TestFeatureFlags flags, string flag, string? customerId, SetAnswer answer) : IDisposable
    {
        public string Flag => flag;

        public string? CustomerId => customerId;

        public SetAnswer Answer => answer;

        public void Dispose() => flags.Change(standing => standing.Remove(this));
    }
}
