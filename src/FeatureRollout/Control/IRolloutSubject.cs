using FeatureRollout.Control.History;
using FeatureRollout.Criteria;
using FeatureRollout.Flags;

namespace FeatureRollout.Control;

/// <summary>
/// What manager and controller need from whoever answers and counts: the client in a host, a model in a simulation.
/// Thread-safe.
/// </summary>
internal interface IRolloutSubject
{
    /// <summary>The definitions of all layers as they are now, by flag key, without what rollouts copied.</summary>
    IReadOnlyDictionary<string, FlagDefinition> Definitions { get; }

    /// <summary>The plans of all layers, by name.</summary>
    IReadOnlyDictionary<string, PlanDefinition> Plans { get; }

    /// <summary>The rollouts that people wrote down in all layers, by key.</summary>
    IReadOnlyDictionary<string, RolloutDefinition> Rollouts { get; }

    /// <summary>What each provider gave, lowest precedence first; nothing where there are no providers.</summary>
    IReadOnlyList<Layer> Layers => [];

    /// <summary>Every flag of all layers, by key, as it would answer with these states of the store in the place of those that were last served.</summary>
    /// <param name="stored">What the store says now; what is not in it stays as it was last served.</param>
    IReadOnlyDictionary<string, LayeredFlag> Layered(IReadOnlyDictionary<string, FlagState> stored);

    /// <summary>Since when nobody has asked for a flag in this process; null where somebody does.</summary>
    DateTimeOffset? UnreadSince(string flag) => null;

    /// <summary>The names that were asked for and that no layer knows, the most frequent first.</summary>
    IReadOnlyList<UnknownFlag> Unknown => [];

    /// <summary>Brings outcomes and errors of other processes up to date, where there are any; called before a round of questions for them.</summary>
    ValueTask RefreshOutcomesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The same for the errors of one flag; called before a question for them.</summary>
    ValueTask RefreshErrorsAsync(string flag, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Outcomes of a flag in a stage, as counted since the generation began; null where nothing was counted yet, or what was cannot be told.</summary>
    /// <exception cref="RolloutRefusedException">They cannot be told just now, and soon may.</exception>
    IOutcomeSample? Outcomes(string flag, string stage, int generation, CriterionArm arm, TimeSpan? over);

    /// <summary>What has been counted for a flag in its present stage; null for an unknown one.</summary>
    FlagCounts? Counts(string flag);

    /// <summary>All that was counted of a flag, of every stay in a stage that is still known; of an unknown flag nothing.</summary>
    CountedStays StaysOf(string flag);

    /// <summary>The flags that a rollout lets anybody see, those at less than 100 % first.</summary>
    IReadOnlyList<string> FlagsUnderWay => [];

    /// <summary>The newest errors with a flag on, newest first.</summary>
    IReadOnlyList<RecordedError> RecentErrors(string flag);

    /// <summary>The most frequent errors with a flag on.</summary>
    IReadOnlyList<ErrorCount> TopErrors(string flag);

    /// <summary>Takes a customer out of the errors that this process remembers or is still to send; gives how many held the id that the store has not.</summary>
    ValueTask<int> EraseErrorsAsync(CustomerRenaming renaming, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    /// <summary>Whether a flag is on for a customer.</summary>
    bool IsEnabled(string flag, string customerId);

    /// <summary>The layers that kill a flag, in order.</summary>
    IReadOnlyList<string> KillersOf(string flag);

    /// <summary>Reads the store again, so that what was written there is served before the task ends.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>What has been counted for one flag.</summary>
/// <param name="EnabledCustomers">About how many customers it was on for.</param>
/// <param name="RelativeError">The relative standard error of that.</param>
/// <param name="On">Outcomes of the last hour with the flag on.</param>
/// <param name="Off">Outcomes of the last hour with the flag off.</param>
internal sealed record FlagCounts(long EnabledCustomers, double RelativeError, ArmStatistics On, ArmStatistics Off);
