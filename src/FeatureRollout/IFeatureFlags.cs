namespace FeatureRollout;

/// <summary>
/// Answers whether a feature is on for a customer, from memory. A thread-safe singleton: no question throws, blocks,
/// does I/O or allocates, whatever is broken (but <see cref="Explain"/>, which makes text for people); an unknown flag gives the
/// caller's default.
/// </summary>
public interface IFeatureFlags
{
    /// <summary>Whether the flag is on for the customer; false for an unknown flag.</summary>
    bool IsEnabled(string flag, string customerId);

    /// <summary>Whether the flag is on for the customer; <paramref name="defaultValue"/> for an unknown flag.</summary>
    bool IsEnabled(string flag, string customerId, bool defaultValue);

    /// <summary>Whether the flag is on for the customer with these attributes; false for an unknown flag.</summary>
    bool IsEnabled(string flag, in EvaluationContext context);

    /// <summary>Whether the flag is on for the customer with these attributes; <paramref name="defaultValue"/> for an unknown flag.</summary>
    bool IsEnabled(string flag, in EvaluationContext context, bool defaultValue);

    /// <summary>The answer with its reason, bucket, stage and variant.</summary>
    FlagEvaluation Evaluate(string flag, in EvaluationContext context, bool defaultValue = false);

    /// <summary>
    /// The value of the customer's variant: text, number or truth value where the JSON fits <typeparamref name="T"/>,
    /// or the <see cref="System.Text.Json.JsonElement"/> itself; <paramref name="fallback"/> where the flag is off, unknown,
    /// has no variants, nobody is known to draw one for, or the value does not fit. A variant without a value is its name.
    /// </summary>
    T GetVariant<T>(string flag, in EvaluationContext context, T fallback);

    /// <summary>Everything about one customer for one request: the id is hashed once, and all answers come from one snapshot.</summary>
    CustomerFlags For(in EvaluationContext context);

    /// <summary>A handle that is resolved once and follows every update; also for a flag that does not exist yet.</summary>
    FeatureFlag GetFlag(string flag);

    /// <summary>Every step from the question to the answer, as data and as text, with the layer that gave each value.</summary>
    FlagExplanation Explain(string flag, in EvaluationContext context);

    /// <summary>
    /// Counts how a piece of work went under an answer given before; arm and stage are those of the answer.
    /// An outcome of a flag that is unknown is dropped. The error of a failure, if it is told, is kept among the flag's newest 100.
    /// </summary>
    void RecordOutcome(in FlagEvaluation evaluation, FlagOutcome outcome);

    /// <summary>What has been counted for a flag in this process, outcomes of its present stage; null for an unknown flag.</summary>
    FlagStatistics? GetStatistics(string flag);

    /// <summary>What all layers together say of a flag, its owner, message and fallback included; null for an unknown flag.</summary>
    FlagDefinition? GetDefinition(string flag);

    /// <summary>Where the flags come from now, and how fresh they are.</summary>
    FeatureFlagsStatus Status { get; }

    /// <summary>
    /// Waits until every provider has been read once, or the limit has passed; true where they have.
    /// Before that, answers are the last known good ones or defaults.
    /// </summary>
    ValueTask<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls the listener soon after each change of the snapshot, on a thread of the pool, with one change after another
    /// and in order; what it asks is answered by the version that it is told or a newer one. It may take and wait as long
    /// as it likes: neither changes nor other listeners wait for it. When more than 1,000 changes are waiting for it, they
    /// come as one, with the newest version and the keys of all. One that throws is reported under its name.
    /// Disposing ends the calls, as disposing the client does; one that is under way goes on to its end.
    /// </summary>
    IDisposable OnChange(string name, Action<FlagsChange> listener);
}
